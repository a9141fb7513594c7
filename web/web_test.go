package web

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(m.Run())
}

// World is a gateway on a real connection, over functions that note what
// reaches them.
type world struct {
	*httptest.Server
	mu   sync.Mutex
	got  map[string][]*http.Request
	body map[string][]byte
	auth func(w http.ResponseWriter, r *http.Request)
	logs *syncBuffer
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

const goodToken = "Bearer good"

var testStatic = fstest.MapFS{
	"index.html":   {Data: []byte("<!doctype html><title>Reverie</title>" + strings.Repeat("<p>text</p>", 200))},
	"js/main.js":   {Data: []byte(strings.Repeat("export const a = 1;\n", 200))},
	"css/main.css": {Data: []byte("a{}")},
	"icon.png":     {Data: bytes.Repeat([]byte("png"), 1000)},
}

func newWorld(t *testing.T, change func(*Config)) *world {
	t.Helper()
	w := &world{got: map[string][]*http.Request{}, body: map[string][]byte{}, logs: &syncBuffer{}}
	w.auth = func(res http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != goodToken {
			fault.Write(res, r, fault.New(fault.Unauthenticated, "no"))
			return
		}
		res.Header().Set(fn.UserHeader, "user-1")
	}
	handlers := map[string]http.Handler{}
	for _, name := range []string{"convert", "jobs", "catalog", "gallery", "contrast"} {
		handlers[name] = w.note(name, nil)
	}
	handlers["auth"] = w.note("auth", func(res http.ResponseWriter, r *http.Request) { w.auth(res, r) })
	cfg := Config{
		Functions: Local(handlers),
		Converter: func(name string) bool { return name == "contrast" },
		Static:    testStatic,
		Log:       slog.New(slog.NewJSONHandler(w.logs, nil)),
	}
	if change != nil {
		change(&cfg)
	}
	h, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	w.Server = httptest.NewServer(h)
	t.Cleanup(w.Close)
	return w
}

// Note is a function that keeps its requests and answers with serve, or 200.
func (w *world) note(name string, serve http.HandlerFunc) http.Handler {
	return http.HandlerFunc(func(res http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.mu.Lock()
		w.got[name] = append(w.got[name], r)
		w.body[name] = body
		w.mu.Unlock()
		if serve != nil {
			serve(res, r)
			return
		}
		res.Header().Set("Content-Type", "application/json")
		_, _ = res.Write([]byte(`{"from":"` + name + `"}`))
	})
}

// Calls are the requests that reached a function.
func (w *world) calls(name string) []*http.Request {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]*http.Request(nil), w.got[name]...)
}

func (w *world) last(t *testing.T, name string) *http.Request {
	t.Helper()
	calls := w.calls(name)
	if len(calls) == 0 {
		t.Fatalf("nothing reached %s", name)
	}
	return calls[len(calls)-1]
}

// Send makes a request; header holds names and values by turns.
func (w *world) send(t *testing.T, method, path string, body io.Reader, header ...string) *http.Response {
	t.Helper()
	req, err := http.NewRequest(method, w.URL+path, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Add(header[i], header[i+1])
	}
	res, err := (&http.Transport{DisableCompression: true, DisableKeepAlives: true}).RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(res.Body)
	_ = res.Body.Close()
	if err != nil {
		t.Fatal(err)
	}
	res.Body = io.NopCloser(bytes.NewReader(data))
	return res
}

func bodyOf(t *testing.T, res *http.Response) string {
	t.Helper()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// WantProblem checks that an answer is a problem document of a kind.
func wantProblem(t *testing.T, res *http.Response, code fault.Code) {
	t.Helper()
	var doc struct {
		Type   string
		Status int
	}
	text := bodyOf(t, res)
	if res.StatusCode != code.Status() || res.Header.Get("Content-Type") != fault.ContentType {
		t.Fatalf("got %d %s %.200s, want %d and a problem", res.StatusCode, res.Header.Get("Content-Type"), text, code.Status())
	}
	if err := json.Unmarshal([]byte(text), &doc); err != nil || fault.CodeOf(doc.Type) != code || doc.Status != code.Status() {
		t.Fatalf("problem %s, want %s (%v)", text, code, err)
	}
}
