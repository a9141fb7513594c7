package local

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"os"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/functions"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

// start runs Reverie until the test ends, or until it closed it itself.
func start(t *testing.T, cfg Config) *Server {
	t.Helper()
	s := open(t, cfg)
	t.Cleanup(func() { closeWithin(t, s, 10*time.Second) })
	return s
}

// open is start for tests that close it themselves.
func open(t *testing.T, cfg Config) *Server {
	t.Helper()
	cfg.Addr = "127.0.0.1:0"
	if cfg.Data == "" {
		cfg.Data = t.TempDir()
	}
	if cfg.Env == nil {
		cfg.Env = config.Map(nil, nil)
	}
	s, err := Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func closeWithin(t *testing.T, s *Server, d time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), d)
	defer cancel()
	if err := s.Close(ctx); err != nil {
		t.Errorf("close: %v", err)
	}
}

// testConverter is a function that converts by calling do.
func testConverter(name string, do func(context.Context) error) functions.Function {
	c := &convert.Converter{
		Descriptor: convert.Descriptor{Name: name, Title: name, Summary: "For tests.", Version: "1"},
		Convert:    func(ctx context.Context, _ *picture.Picture, _ convert.Values) error { return do(ctx) },
	}
	return functions.Function{Name: name, New: convert.Function(c), Converter: c}
}

// with is all functions and more.
func with(more ...functions.Function) []functions.Function {
	return append(append([]functions.Function{}, functions.All...), more...)
}

// wrapped is f behind a handler that may answer in its place.
func wrapped(f functions.Function, around func(handler.Request, fn.Handle) (handler.Response, error)) functions.Function {
	build := f.New
	f.New = func(env config.Env) (fn.Handle, error) {
		inner, err := build(env)
		return func(r handler.Request) (handler.Response, error) { return around(r, inner) }, err
	}
	return f
}

func pngOf(w, h int) []byte {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	img.Set(0, 0, color.NRGBA{R: 255, A: 255})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// submit posts a small picture and returns the job's path.
func submit(t *testing.T, s *Server, converter string) string {
	t.Helper()
	res, body := do(t, http.MethodPost, s.URL()+"/api/jobs?converter="+converter, pngOf(4, 4))
	if res.StatusCode != http.StatusAccepted {
		t.Fatalf("submit: %s %s", res.Status, body)
	}
	return res.Header.Get("Location")
}

func do(t *testing.T, method, url string, body []byte, header ...string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, answer
}

// poll asks for a job until it has ended.
func poll(t *testing.T, s *Server, path string) (*http.Response, []byte) {
	t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; {
		res, body := do(t, http.MethodGet, s.URL()+path, nil)
		if res.StatusCode != http.StatusAccepted {
			return res, body
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s does not end: %s", path, body)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func problem(t *testing.T, body []byte) string {
	t.Helper()
	var p struct{ Type string }
	if err := json.Unmarshal(body, &p); err != nil {
		t.Fatalf("%v: %s", err, body)
	}
	return p.Type
}
