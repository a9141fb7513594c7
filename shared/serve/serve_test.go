package serve_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/serve"
)

func start(t *testing.T, h fn.Handle, opts serve.Options) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(serve.HTTP("test", h, opts))
	t.Cleanup(server.Close)
	return server
}

func do(t *testing.T, method, url string, body io.Reader) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequest(method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	got, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, got
}

func wantProblem(t *testing.T, res *http.Response, body []byte, code fault.Code) {
	t.Helper()
	var doc struct {
		Type, Detail, Instance string
	}
	if err := json.Unmarshal(body, &doc); err != nil {
		t.Fatalf("%v in %q", err, body)
	}
	if res.StatusCode != code.Status() || res.Header.Get("Content-Type") != fault.ContentType || doc.Type != code.Type() {
		t.Errorf("status %d, %s, type %s; want a problem %s", res.StatusCode, res.Header.Get("Content-Type"), doc.Type, code)
	}
	if doc.Instance == "" || doc.Instance != res.Header.Get(fn.RequestHeader) {
		t.Errorf("instance %q, request %q", doc.Instance, res.Header.Get(fn.RequestHeader))
	}
}

func TestRequestReachesTheFunction(t *testing.T) {
	var got handler.Request
	server := start(t, func(req handler.Request) (handler.Response, error) {
		got = req
		res := fn.JSON(http.StatusCreated, map[string]string{"a": "b"})
		res.Header["X-Twice"] = []string{"1", "2"}
		return res, nil
	}, serve.Options{})
	res, body := do(t, http.MethodPost, server.URL+"/api/jobs/a%20b?contrast=2", strings.NewReader("picture"))
	if res.StatusCode != http.StatusCreated || string(body) != `{"a":"b"}` || len(res.Header["X-Twice"]) != 2 {
		t.Errorf("answer %d %q %v", res.StatusCode, body, res.Header)
	}
	if string(got.Body) != "picture" || got.Method != http.MethodPost || got.QueryString != "contrast=2" ||
		"http://"+got.Host != server.URL || fn.Path(got) != "/api/jobs/a b" || fn.Context(got).Err() == nil {
		t.Errorf("request %+v with path %q", got, fn.Path(got))
	}
	if id := res.Header.Get(fn.RequestHeader); id == "" || got.Header.Get(fn.RequestHeader) != id {
		t.Errorf("request ID %q inside, %q outside", got.Header.Get(fn.RequestHeader), id)
	}
}

func TestGatewayHeadersStay(t *testing.T) {
	h := serve.HTTP("test", func(req handler.Request) (handler.Response, error) {
		return fn.Bytes(http.StatusOK, "text/plain", []byte(fn.Path(req)+" "+req.Header.Get(fn.RequestHeader))), nil
	}, serve.Options{})
	for _, c := range []struct{ path, id, want string }{
		{"/api/converters/flip", "req-7", "/api/converters/flip req-7"},
		{"", "req-7", "/x req-7"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/x", nil)
		r.Header.Set(fn.RequestHeader, c.id)
		if c.path != "" {
			r.Header.Set(fn.PathHeader, c.path)
		}
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		if got := rec.Body.String(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/x", nil)
	r.Header.Set(fn.RequestHeader, "forged\tline")
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, r)
	if strings.Contains(rec.Body.String(), "forged") {
		t.Error("a malformed request ID was kept")
	}
}

func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		name, method string
		res          handler.Response
		status       int
		length       string
		body         string
	}{
		{"no status is 200", "GET", handler.Response{Body: []byte("hi")}, 200, "2", "hi"},
		{"no header at all", "GET", handler.Response{StatusCode: 202}, 202, "0", ""},
		{"HEAD keeps the length of the body", "HEAD", fn.Bytes(200, "image/png", make([]byte, 999)), 200, "999", ""},
		{"HEAD keeps the function's length", "HEAD", handler.Response{StatusCode: 200, Header: http.Header{"Content-Length": {"123"}}}, 200, "123", ""},
		{"a wrong length is put right", "GET", handler.Response{Header: http.Header{"Content-Length": {"123"}}, Body: []byte("hi")}, 200, "2", "hi"},
		{"204 has no body", "DELETE", handler.Response{StatusCode: 204, Body: []byte("no")}, 204, "", ""},
		{"304 has no body", "GET", handler.Response{StatusCode: 304, Body: []byte("no")}, 304, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := start(t, func(handler.Request) (handler.Response, error) { return c.res, nil }, serve.Options{})
			res, body := do(t, c.method, server.URL, nil)
			if res.StatusCode != c.status || res.Header.Get("Content-Length") != c.length || string(body) != c.body {
				t.Errorf("got %d, length %q, %q", res.StatusCode, res.Header.Get("Content-Length"), body)
			}
		})
	}
}

func TestErrorsAndPanicsAreProblems(t *testing.T) {
	for name, h := range map[string]fn.Handle{
		"error": func(handler.Request) (handler.Response, error) { return handler.Response{}, errors.New("secret") },
		"fault error": func(handler.Request) (handler.Response, error) {
			return handler.Response{}, fault.New(fault.NotFound, "secret")
		},
		"panic":     func(handler.Request) (handler.Response, error) { panic("secret") },
		"nil deref": func(handler.Request) (handler.Response, error) { var p *handler.Response; return *p, nil },
	} {
		t.Run(name, func(t *testing.T) {
			log := captureLog(t)
			server := start(t, h, serve.Options{})
			for range 2 { // the second shows that the server survived
				res, body := do(t, http.MethodPost, server.URL, strings.NewReader("x"))
				wantProblem(t, res, body, fault.Internal)
				if bytes.Contains(body, []byte("secret")) {
					t.Errorf("the cause went out: %s", body)
				}
			}
			if strings.Contains(name, "panic") && !strings.Contains(log.String(), "serve_test.go") {
				t.Errorf("the log has no stack: %s", log.String())
			}
			if !strings.Contains(log.String(), `"request_id"`) {
				t.Errorf("the log does not name the request: %s", log.String())
			}
		})
	}
}

func TestContextEndsWithTheClient(t *testing.T) {
	entered, ended := make(chan struct{}), make(chan error, 1)
	server := start(t, func(req handler.Request) (handler.Response, error) {
		close(entered)
		select {
		case <-fn.Context(req).Done():
			ended <- fn.Context(req).Err()
		case <-time.After(5 * time.Second):
			ended <- nil
		}
		return fn.Empty(204), nil
	}, serve.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	req, _ := http.NewRequestWithContext(ctx, http.MethodPost, server.URL, strings.NewReader("x"))
	go func() { <-entered; cancel() }()
	if res, err := http.DefaultClient.Do(req); err == nil {
		_ = res.Body.Close()
		t.Fatal("the client got an answer after it left")
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the function saw %v", err)
	}
}
