package local

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// A page of another site can make its own name mean this machine.
func TestMetricsAreForTheNamesOfThisMachine(t *testing.T) {
	for host, want := range map[string]bool{
		"localhost": true, "localhost:8080": true, "127.0.0.1:8080": true, "127.0.0.1": true, "[::1]:8080": true, "[::1]": true,
		"evil.example": false, "evil.example:8080": false, "localhost.evil.example": false, "203.0.113.1:8080": false, "": false,
	} {
		r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		r.RemoteAddr, r.Host = "127.0.0.1:4711", host
		if got := fromHere(r); got != want {
			t.Errorf("%s: %v", host, got)
		}
	}
}

type deadlines struct {
	*httptest.ResponseRecorder
	read, write time.Time
}

func (d *deadlines) SetReadDeadline(t time.Time) error { d.read = t; return nil }

func (d *deadlines) SetWriteDeadline(t time.Time) error {
	if !t.IsZero() {
		d.write = t
	}
	return nil
}

// What a client announces and does not send, and what it does not read, ends.
func TestNoRequestStaysOpen(t *testing.T) {
	server := newHTTPServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) }))
	for body, announced := range map[string]bool{"": false, "0123456789": true} {
		d := &deadlines{ResponseRecorder: httptest.NewRecorder()}
		server.Handler.ServeHTTP(d, httptest.NewRequest(http.MethodGet, "/healthz", strings.NewReader(body)))
		if !d.read.IsZero() != announced || d.write.IsZero() {
			t.Errorf("%d bytes announced: read until %v, write until %v", len(body), d.read, d.write)
		}
	}
}
