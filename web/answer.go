package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/telemetry"
)

// Answer is the way out: it takes off what functions may not say to the
// outside, puts the security headers on, and keeps what the log needs.
type answer struct {
	http.ResponseWriter
	id       string
	start    time.Time
	route    string // the pattern, for the log
	user     string
	api      bool   // not a page: nothing in it may run
	cookies  bool   // the function may set cookies
	secure   bool   // the client came over TLS
	begun    func() // called when the answer begins; may be nil
	bodyRead bool
	received int64
	status   int
	sent     int64
	err      error
	span     telemetry.Span
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) WriteHeader(status int) {
	if a.status != 0 {
		return
	}
	if status >= 200 { // 1xx is not the answer yet
		a.status = status
		a.harden(a.Header())
		if a.begun != nil {
			a.begun()
		}
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(p []byte) (int, error) {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	n, err := a.ResponseWriter.Write(p)
	a.sent += int64(n)
	return n, err
}

// FlushError is what http.ResponseController calls; it would go past the answer
// to the connection otherwise, and the header with it.
func (a *answer) FlushError() error {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	return http.NewResponseController(a.ResponseWriter).Flush()
}

const (
	pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; " +
		"connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
	apiPolicy   = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
	permissions = "camera=(self), clipboard-read=(self), clipboard-write=(self), fullscreen=(self), accelerometer=(), autoplay=(), " +
		"display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)

func (a *answer) harden(h http.Header) {
	for name := range h {
		if isInternal(name) || strings.HasPrefix(name, "Access-Control-") {
			delete(h, name)
		}
	}
	h.Del("Server")
	h.Del("X-Powered-By")
	if !a.cookies {
		h.Del("Set-Cookie")
	}
	h.Set(fn.RequestHeader, a.id)
	h.Set("Content-Security-Policy", pagePolicy)
	if a.api {
		h.Set("Content-Security-Policy", apiPolicy)
	}
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Permissions-Policy", permissions)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Origin-Agent-Cluster", "?1")
	if a.secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}
