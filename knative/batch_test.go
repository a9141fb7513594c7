package main

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/job"
)

// eventIn writes an event as a JobSink does, and returns the folder.
func eventIn(t *testing.T, e event.Event) string {
	t.Helper()
	body, err := e.MarshalJSON()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, eventFile), body, 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// listener is a sink and what it was sent.
func listener(t *testing.T) (url string, heard func() []event.Event) {
	t.Helper()
	events := make(chan event.Event, 10)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		e, err := event.Parse(r.Header, body)
		if err != nil {
			t.Error(err)
		}
		events <- e
		w.WriteHeader(http.StatusAccepted)
	}))
	t.Cleanup(s.Close)
	return s.URL, func() (all []event.Event) {
		for len(events) > 0 {
			all = append(all, <-events)
		}
		return all
	}
}

func TestBatchRunsAJobAndTellsItsEnd(t *testing.T) {
	sink, heard := listener(t)
	env := config.Map(map[string]string{"K_SINK": sink, "FUNCTION": "grayscale"}, storage(t))
	if err := prepare(t.Context(), env); err != nil {
		t.Fatal(err)
	}
	records, settings, err := job.Open(env)
	if err != nil {
		t.Fatal(err)
	}
	j := waiting(t, records, settings)
	path := eventIn(t, convert.Requested(j, job.LaneLong, j.ID, "convert"))
	for range 2 { // a second process for the same event changes nothing
		if err := run(t.Context(), "grayscale", config.Map(map[string]string{"K_EVENT_PATH": path}, env), defaultServe(t)); err != nil {
			t.Fatal(err)
		}
		events := heard()
		if len(events) != 1 || events[0].Type() != event.ConversionSucceeded || events[0].Subject() != j.ID {
			t.Errorf("heard %v", events)
		}
	}
	rec, err := records.Load(t.Context(), j.ID)
	if err != nil || rec.State != job.Succeeded {
		t.Errorf("%+v, %v", rec, err)
	}
}

func TestBatchEndsWithWhatTheJobShouldDo(t *testing.T) {
	good := eventIn(t, event.New("1", "test", event.ConversionRequested, job.NewID()))
	broken := t.TempDir()
	if err := os.WriteFile(filepath.Join(broken, eventFile), []byte(`{"specversion":"1.0"`), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		function, path, sink string
		want                 int
	}{
		"no file":       {"grayscale", filepath.Join(broken, "none"), "http://sink", exitRefused},
		"no event":      {"grayscale", broken, "http://sink", exitRefused},
		"no sink":       {"grayscale", good, "", exitUsage},
		"no function":   {"greyscale", good, "http://sink", exitUsage},
		"no storage":    {"grayscale", good, "http://sink", exitFailure},
		"the file":      {"greyscale", filepath.Join(good, eventFile), "http://sink", exitUsage},
		"not a handler": {gateway, good, "http://sink", exitUsage},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := contextFor(t, 100*time.Millisecond) // without storage it would try on
			defer cancel()
			err := batch(ctx, c.function, c.path, config.Map(map[string]string{"K_SINK": c.sink}, nil))
			if err == nil || exitCode(err) != c.want {
				t.Errorf("%v, exit code %d, want %d", err, exitCode(err), c.want)
			}
		})
	}
}

func TestDeliveriesAreRepeated(t *testing.T) {
	e := event.New("1", "test", event.ConversionRequested, "x")
	at := func(status int) handler.Response {
		return handler.Response{StatusCode: status, Header: http.Header{"Retry-After": {"0"}}}
	}
	for name, c := range map[string]struct {
		answers []handler.Response
		calls   int
		reply   bool
		refused bool
		failed  bool
	}{
		"done":            {[]handler.Response{at(202)}, 1, false, false, false},
		"with a reply":    {[]handler.Response{event.Respond(e)}, 1, true, false, false},
		"held by another": {[]handler.Response{at(503), at(503), event.Respond(e)}, 3, true, false, false},
		"too many":        {[]handler.Response{at(429), at(202)}, 2, false, false, false},
		"refused":         {[]handler.Response{at(400)}, 1, false, true, true},
		"never":           {[]handler.Response{at(500), at(500), at(500), at(500), at(500)}, batchTries, false, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			calls := 0
			reply, err := deliver(t.Context(), func(req handler.Request) (handler.Response, error) {
				if got, err := event.Parse(req.Header, req.Body); err != nil || got.ID() != e.ID() || req.Method != http.MethodPost {
					t.Errorf("%s %v, %v", req.Method, got, err)
				}
				calls++
				return c.answers[calls-1], nil
			}, e)
			if calls != c.calls || (reply != nil) != c.reply || (err != nil) != c.failed || errors.As(err, new(refused)) != c.refused {
				t.Errorf("%d calls, reply %v, %v", calls, reply, err)
			}
		})
	}
}

func TestPause(t *testing.T) {
	for value, want := range map[string]time.Duration{"": batchPause, "7": 7 * time.Second, "0": 0, "-1": batchPause, "soon": batchPause, "86400": maxPause} {
		if got := pause(http.Header{"Retry-After": {value}}); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}

func TestSecretsComeFromFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(path, []byte("hidden\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("S3_ACCESS_KEY_ID", "set")
	t.Setenv("S3_SECRET_ACCESS_KEY", "")
	t.Setenv("S3_ACCESS_KEY_ID_FILE", path)
	t.Setenv("S3_SECRET_ACCESS_KEY_FILE", path)
	if err := readSecrets(config.OS()); err != nil {
		t.Fatal(err)
	}
	if id, secret := os.Getenv("S3_ACCESS_KEY_ID"), os.Getenv("S3_SECRET_ACCESS_KEY"); id != "set" || secret != "hidden" {
		t.Errorf("got %q and %q", id, secret)
	}
	t.Setenv("S3_SECRET_ACCESS_KEY", "")
	t.Setenv("S3_SECRET_ACCESS_KEY_FILE", path+"-not")
	if err := readSecrets(config.OS()); exitCode(err) != exitUsage || !strings.Contains(err.Error(), "S3_SECRET_ACCESS_KEY_FILE") {
		t.Errorf("got %v", err)
	}
}
