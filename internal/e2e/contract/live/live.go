// Package live is a running Reverie for tests from the outside: real HTTP to
// every part of it, and each answer held against the OpenAPI document.
//
// It is for tests only. It knows nothing of what an answer should be beyond
// the document: the tests say that.
package live

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/reverie-image/reverie/internal/local"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/web/openapi/contract"
)

// Site is a running Reverie and the client of one test.
type Site struct {
	*local.Server
	Checker *contract.Checker
	client  *http.Client
}

// NewChecker is the checker of the document that is served.
func NewChecker(t *testing.T) *contract.Checker {
	t.Helper()
	c, err := contract.New()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Start runs Reverie on a free port until the test ends. Nothing of the
// process's environment reaches it. Answers are noted in checker.
func Start(t *testing.T, checker *contract.Checker, cfg local.Config) *Site {
	t.Helper()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	cfg.Addr = "127.0.0.1:0"
	if cfg.Data == "" {
		cfg.Data = t.TempDir()
	}
	if cfg.Env == nil {
		cfg.Env = config.Map(nil, nil)
	}
	server, err := local.Start(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := server.Close(ctx); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	transport := &http.Transport{DisableCompression: true}
	t.Cleanup(transport.CloseIdleConnections)
	return &Site{Server: server, Checker: checker, client: &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Host is the address that the site listens on.
func (s *Site) Host() string {
	u, _ := url.Parse(s.URL())
	return u.Host
}

// Do sends a request and holds the answer against the document. Header holds
// names and values by turns; a name may come several times.
func (s *Site) Do(t *testing.T, method, path string, body []byte, header ...string) Answer {
	t.Helper()
	return s.Stream(t, method, path, bytes.NewReader(body), header...)
}

// Stream is Do for a body whose length is announced only if its type tells, as
// that of a bytes.Reader does: others are sent in chunks.
func (s *Site) Stream(t *testing.T, method, path string, body io.Reader, header ...string) Answer {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL()+path, body)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Add(header[i], header[i+1])
	}
	return s.Send(t, req)
}

// Send is Do for a request that is there already.
func (s *Site) Send(t *testing.T, req *http.Request) Answer {
	t.Helper()
	res, err := s.client.Do(req)
	if err != nil {
		t.Fatalf("%s %s: %v", req.Method, req.URL.Path, err)
	}
	return s.take(t, req.Method, req.URL.Path, res)
}

func (s *Site) take(t *testing.T, method, path string, res *http.Response) Answer {
	t.Helper()
	defer func() { _ = res.Body.Close() }()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatalf("%s %s: %d, then %v", method, path, res.StatusCode, err)
	}
	a := Answer{Method: method, Path: path, Status: res.StatusCode, Header: res.Header, Body: body}
	if err := Check(s.Checker, a); err != nil {
		t.Error(err)
	}
	return a
}

// Poll asks for a job until it has come to an end.
func (s *Site) Poll(t *testing.T, job string, header ...string) Answer {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		a := s.Do(t, http.MethodGet, job, nil, header...)
		if a.Status != http.StatusAccepted {
			return a
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s does not end: %s", job, a.Body)
		}
	}
}

// Dial opens a connection for bytes as they are. It is closed with the test,
// and gives up after ten seconds.
func (s *Site) Dial(t *testing.T) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.Host())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return conn
}
