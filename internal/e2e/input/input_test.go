package input

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/reverie-image/reverie/internal/e2e/contract/live"
	"github.com/reverie-image/reverie/internal/local"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

const (
	submit = "/api/jobs?converter=grayscale"
	direct = "/api/converters/grayscale"
)

// start runs Reverie with settings, names and values by turns.
func start(t *testing.T, settings ...string) *live.Site {
	t.Helper()
	env := map[string]string{}
	for i := 0; i < len(settings); i += 2 {
		env[settings[i]] = settings[i+1]
	}
	return live.Start(t, live.NewChecker(t), local.Config{Env: config.Map(env, nil)})
}

func photo() []byte { return picturetest.JPEG(picturetest.Photo(64, 48), 90) }

func newName() string { return "u." + rand.Text()[:16] }

// job posts a good picture and returns the job's path.
func job(t *testing.T, s *live.Site, header ...string) string {
	t.Helper()
	a := s.Do(t, http.MethodPost, submit, photo(), header...)
	if a.Status != http.StatusAccepted {
		t.Fatal(a)
	}
	return a.Header.Get("Location")
}

func decode[T any](t *testing.T, a live.Answer) (v T) {
	t.Helper()
	if err := json.Unmarshal(a.Body, &v); err != nil {
		t.Fatalf("%v: %v", a, err)
	}
	return v
}

// refused sends a picture both as a job and to a converter directly. It must
// be refused with a code: by the POST, or, where only decoding can tell, by the
// job that fails with the code as its reason.
func refused(t *testing.T, s *live.Site, body []byte, code fault.Code, header ...string) {
	t.Helper()
	a := s.Do(t, http.MethodPost, submit, body, append([]string{"Prefer", "wait=10"}, header...)...)
	if a.Status == http.StatusInternalServerError {
		p := a.WantProblem(t, fault.ConversionFailed)
		if p.Reason != string(code) || a.Header.Get("Job-Status") != "failed" {
			t.Errorf("%v, Job-Status %q; want the reason %s", a, a.Header.Get("Job-Status"), code)
		}
	} else {
		a.WantProblem(t, code)
	}
	s.Do(t, http.MethodPost, direct, body, header...).WantProblem(t, code)
}

// alive checks that the site still does its work.
func alive(t *testing.T, s *live.Site) {
	t.Helper()
	if a := s.Do(t, http.MethodPost, submit, photo(), "Prefer", "wait=10"); a.Status != http.StatusOK {
		t.Errorf("afterwards: %v", a)
	}
}
