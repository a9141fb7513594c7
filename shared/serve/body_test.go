package serve_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
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

func TestBodyLimit(t *testing.T) {
	const limit = 300 << 10 // over the first buffer
	var got int
	server := start(t, func(req handler.Request) (handler.Response, error) {
		got = len(req.Body)
		return fn.Empty(http.StatusNoContent), nil
	}, serve.Options{MaxBody: limit})
	for _, c := range []struct {
		size    int
		chunked bool
		code    fault.Code
	}{
		{0, false, ""}, {0, true, ""}, {1, false, ""}, {1, true, ""},
		{256 << 10, false, ""}, {256<<10 + 1, true, ""},
		{limit - 1, true, ""}, {limit, false, ""}, {limit, true, ""},
		{limit + 1, false, fault.TooLarge}, {limit + 1, true, fault.TooLarge},
		{8 << 20, false, fault.TooLarge}, {8 << 20, true, fault.TooLarge},
	} {
		t.Run(fmt.Sprintf("%d chunked=%v", c.size, c.chunked), func(t *testing.T) {
			var body io.Reader = bytes.NewReader(make([]byte, c.size))
			if c.chunked {
				body = io.MultiReader(body)
			}
			res, answer := do(t, http.MethodPost, server.URL, body)
			if c.code != "" {
				wantProblem(t, res, answer, c.code)
				return
			}
			if res.StatusCode != http.StatusNoContent || got != c.size {
				t.Errorf("status %d, %d bytes of %d", res.StatusCode, got, c.size)
			}
		})
	}
}

func TestTooLargeIsRefusedBeforeContinue(t *testing.T) {
	server := start(t, func(handler.Request) (handler.Response, error) { return fn.Empty(204), nil }, serve.Options{MaxBody: 10})
	conn := dial(t, server)
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\nExpect: 100-continue\r\n\r\n")
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Fatal(err)
	}
	if res.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("status %d", res.StatusCode)
	}
}

func TestSlowAndBrokenBodies(t *testing.T) {
	called := false
	server := start(t, func(handler.Request) (handler.Response, error) { called = true; return fn.Empty(204), nil },
		serve.Options{BodyTimeout: 100 * time.Millisecond})
	for _, c := range []struct {
		name, request string
		code          fault.Code
	}{
		{"slow", "Content-Length: 100\r\n\r\nbegin", fault.RequestTimeout},
		{"slow chunks", "Transfer-Encoding: chunked\r\n\r\n5\r\nbegin\r\n", fault.RequestTimeout},
		{"bad chunks", "Transfer-Encoding: chunked\r\n\r\nzz\r\n", fault.Malformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			conn := dial(t, server)
			fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\n"+c.request)
			res, err := http.ReadResponse(bufio.NewReader(conn), nil)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(res.Body)
			wantProblem(t, res, body, c.code)
			if called {
				t.Error("the function was called with half a body")
			}
		})
	}
}

func TestBodyDeadlineDoesNotOutliveTheBody(t *testing.T) {
	server := start(t, func(req handler.Request) (handler.Response, error) {
		select {
		case <-fn.Context(req).Done():
			return handler.Response{}, fn.Context(req).Err()
		case <-time.After(200 * time.Millisecond):
			return fn.Empty(http.StatusNoContent), nil
		}
	}, serve.Options{BodyTimeout: 50 * time.Millisecond})
	for range 2 { // over one connection
		if res, body := do(t, http.MethodPost, server.URL, strings.NewReader("x")); res.StatusCode != http.StatusNoContent {
			t.Fatalf("status %d: %s", res.StatusCode, body)
		}
	}
}

func dial(t *testing.T, server *httptest.Server) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	return conn
}

// held is a body that is in memory, as the gateway's is.
type held struct {
	*bytes.Reader
	data []byte
}

func (h held) Bytes() []byte { return h.data }
func (held) Close() error    { return nil }

// A body that is in memory is not copied, and held to the limit all the same.
func TestBodyInMemory(t *testing.T) {
	var got []byte
	function := serve.HTTP("test", func(req handler.Request) (handler.Response, error) {
		got = req.Body
		return fn.Empty(http.StatusNoContent), nil
	}, serve.Options{MaxBody: 10})
	for size, status := range map[int]int{1: http.StatusNoContent, 10: http.StatusNoContent, 11: http.StatusRequestEntityTooLarge} {
		data := make([]byte, size)
		r := httptest.NewRequest(http.MethodPost, "/", held{bytes.NewReader(data), data})
		r.ContentLength = int64(size)
		w := httptest.NewRecorder()
		function.ServeHTTP(w, r)
		if w.Code != status || status == http.StatusNoContent && &got[0] != &data[0] {
			t.Errorf("%d bytes: %d, want %d and no copy", size, w.Code, status)
		}
	}
}
