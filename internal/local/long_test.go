package local

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"mime/multipart"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/reverie-image/reverie/functions"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/picture"
)

// long is a converter as engines are: it takes a guide, shows how it stands, and
// goes on until its gate is open.
type long struct {
	gate    atomic.Bool
	running atomic.Int32
	stopped atomic.Int32
}

func (l *long) function() functions.Function {
	c := &convert.Converter{
		Descriptor: convert.Descriptor{
			Name: "long", Title: "Long", Summary: "For tests.", Version: "1", Preview: true,
			Parameters: []convert.Parameter{{Name: "guide", Title: "Guide", Type: convert.Picture, Required: true}},
			Cost:       &convert.Cost{Unit: "GFLOP", PerMegapixel: 1e6, PerSecond: 1, BudgetSeconds: 60},
		},
		Need:    func(picture.Info, convert.Values) int64 { return 1 << 20 },
		Timeout: 10 * time.Minute,
	}
	c.Convert = func(ctx context.Context, pic *picture.Picture, p convert.Values) error {
		l.running.Add(1)
		defer l.running.Add(-1)
		if _, err := picture.Decode(ctx, p.Picture("guide"), picture.DefaultLimits()); err != nil {
			return err
		}
		convert.Used(ctx, convert.Model{Name: "net", Version: "1", SHA256: "ab"})
		for !l.gate.Load() {
			convert.Preview(ctx, func() image.Image { return image.NewGray(image.Rect(0, 0, 8, 8)) })
			select {
			case <-ctx.Done():
				l.stopped.Add(1)
				return context.Cause(ctx)
			case <-time.After(10 * time.Millisecond):
			}
		}
		return nil
	}
	return functions.Function{Name: "long", New: convert.Function(c), Converter: c}
}

// submitLong posts a picture with a guide and returns the job's path.
func submitLong(t *testing.T, s *Server) string {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for _, name := range []string{"file", "guide"} {
		part, err := w.CreateFormFile(name, name+".png")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(pngOf(4, 4))
	}
	_ = w.WriteField("converter", "long")
	_ = w.Close()
	res, answer := do(t, http.MethodPost, s.URL()+"/api/jobs", body.Bytes(), "Content-Type", w.FormDataContentType())
	if res.StatusCode != http.StatusAccepted {
		t.Fatalf("submit: %s %s", res.Status, answer)
	}
	return res.Header.Get("Location")
}

type state struct {
	State    string
	Estimate float64 `json:"estimate_seconds"`
	Links    struct{ Preview string }
}

// until polls a job until it is as it should be.
func until(t *testing.T, s *Server, path string, ok func(state) bool) state {
	t.Helper()
	for range 500 {
		var now state
		res, body := do(t, http.MethodGet, s.URL()+path, nil)
		if err := json.Unmarshal(body, &now); err != nil || res.StatusCode != http.StatusAccepted {
			t.Fatalf("%s %s", res.Status, body)
		}
		if ok(now) {
			return now
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatal("it never happened")
	return state{}
}

func TestALongConversion(t *testing.T) {
	l := &long{}
	dir := t.TempDir()
	s := open(t, Config{Data: dir, Functions: with(l.function())})
	path := submitLong(t, s)
	first := until(t, s, path, func(now state) bool { return now.Links.Preview != "" })
	if first.State != "running" || first.Estimate != 16 {
		t.Errorf("%+v", first)
	}
	second := until(t, s, path, func(now state) bool { return now.Links.Preview != first.Links.Preview })
	res, body := do(t, http.MethodGet, s.URL()+second.Links.Preview, nil)
	if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != "image/jpeg" {
		t.Errorf("preview: %s %.100s", res.Status, body)
	}

	// Long conversions go one by one, and quick ones do not wait behind them.
	behind := submitLong(t, s)
	if res, body := poll(t, s, submit(t, s, "grayscale")); res.StatusCode != http.StatusOK {
		t.Errorf("a quick one: %s %s", res.Status, body)
	}
	if n := l.running.Load(); n != 1 {
		t.Errorf("%d at once", n)
	}

	began := time.Now()
	if res, _ := do(t, http.MethodDelete, s.URL()+path, nil); res.StatusCode != http.StatusNoContent {
		t.Errorf("cancel: %s", res.Status)
	}
	until(t, s, behind, func(now state) bool { return now.State == "running" })
	if took := time.Since(began); l.stopped.Load() != 1 || took > 4*time.Second {
		t.Errorf("%d stopped, after %v", l.stopped.Load(), took)
	}

	// A restart in the middle loses neither picture.
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Close(ctx); err == nil || !strings.Contains(err.Error(), "run again") {
		t.Errorf("close: %v", err)
	}
	l.gate.Store(true)
	s = start(t, Config{Data: dir, Functions: with(l.function())})
	res, body = poll(t, s, behind)
	if res.StatusCode != http.StatusOK || picture.Text(body) == "" {
		t.Errorf("after the restart: %s %.200s", res.Status, body)
	}
	res, told := do(t, http.MethodGet, s.URL()+behind+"/provenance", nil)
	if res.StatusCode != http.StatusOK || !bytes.Contains(told, []byte(`"model":{"name":"net"`)) {
		t.Errorf("provenance: %s %s", res.Status, told)
	}
}
