package input

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/reverie-image/reverie/functions"
	"github.com/reverie-image/reverie/internal/e2e/contract/live"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// quickly are parameters with which a converter that takes its time is soon
// done, and those that a converter cannot do without.
var quickly = map[string]string{
	"deepdream": "octaves=1&steps=1",
	"recipe":    "recipe=invert,blur:2",
	"style":     "steps=1&resolution=0.05",
}

// TestMalformed sends all damaged files to all converters: each is refused with
// the code of its damage, or taken where that is on purpose. Nothing panics, and
// nothing is logged as a failure of ours.
func TestMalformed(t *testing.T) {
	s := start(t)
	var log record
	slog.SetDefault(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn})))
	t.Cleanup(func() { slog.SetDefault(slog.New(slog.DiscardHandler)) })
	for _, f := range functions.All {
		if f.Converter == nil {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			for _, m := range picturetest.Malformed() {
				malformed(t, s, f.Name, m)
			}
		})
	}
	if text := log.String(); strings.Contains(text, "panic") || strings.Contains(text, "level=ERROR") {
		t.Errorf("the log says %.2000s", text)
	}
	alive(t, s)
}

func malformed(t *testing.T, s *live.Site, converter string, m picturetest.Damaged) {
	t.Helper()
	body, header := m.Data, []string(nil)
	if converter == "style" {
		var kind string
		body, kind = form(t, field{"style", "style.jpg", photo()}, field{"file", "picture", m.Data})
		header = []string{"Content-Type", kind}
	}
	a := s.Do(t, http.MethodPost, "/api/converters/"+converter+"?"+quickly[converter], body, header...)
	switch {
	case m.Code == "" && (a.Status != http.StatusOK || len(a.Body) == 0):
		t.Errorf("%s: %v; it is to be taken, since %s", m.Name, a, m.Why)
	case m.Code != "" && a.Status != m.Code.Status():
		t.Errorf("%s: %v; want %s", m.Name, a, m.Code)
	case m.Code != "":
		a.WantProblem(t, m.Code)
	}
}

// TestMalformedPictureAmongTheParameters sends them where a converter takes a
// second picture.
func TestMalformedPictureAmongTheParameters(t *testing.T) {
	s := start(t)
	for _, m := range picturetest.Malformed() {
		body, kind := form(t, field{"style", "style", m.Data}, field{"file", "picture.jpg", photo()})
		a := s.Do(t, http.MethodPost, "/api/converters/style?"+quickly["style"], body, "Content-Type", kind)
		if m.Code == "" && a.Status != http.StatusOK {
			t.Errorf("%s: %v; it is to be taken, since %s", m.Name, a, m.Why)
		}
		if m.Code != "" {
			a.WantProblem(t, m.Code)
		}
	}
}

// record is what is logged.
type record struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (r *record) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.Write(p)
}

func (r *record) String() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.text.String()
}
