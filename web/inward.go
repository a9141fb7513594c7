package web

import (
	"crypto/rand"
	"net"
	"net/http"
	"strings"

	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/telemetry"
)

// Inward is the request as a function gets it: only headers that an outsider
// may send, credentials only for the function that checks them, and what the
// gateway knows.
func (g *gateway) inward(r *http.Request, rt route, function, user string, body *body) *http.Request {
	out := r.Clone(r.Context())
	out.Method = rt.method // GET for a HEAD that the function does not know
	h := out.Header
	for name := range h {
		if isInternal(name) || isForbidden(name) {
			delete(h, name)
		}
	}
	if rt.body == none { // what speaks of a body could make an event of the request
		h.Del("Content-Type")
		h.Del("Content-Encoding")
	}
	if function != fnAuth {
		h.Del("Authorization")
		h.Del("Cookie")
	}
	h.Set(fn.RequestHeader, r.Header.Get(fn.RequestHeader))
	h.Set(fn.PathHeader, r.URL.Path)
	if user != "" {
		h.Set(fn.UserHeader, user)
	}
	h.Set("X-Forwarded-For", g.client(r))
	telemetry.Inject(r.Context(), h)
	body.attach(out)
	return out
}

// IsInternal names headers that only the inside may set, in either direction.
func isInternal(name string) bool {
	switch name {
	case fn.UserHeader, fn.PathHeader:
		return true
	}
	return strings.HasPrefix(name, "Ce-")
}

// IsForbidden names headers of the connection, of proxies, and those that CGI
// style servers cannot tell from internal ones (an underscore for a hyphen).
func isForbidden(name string) bool {
	switch name {
	case fn.RequestHeader, "Baggage", "Connection", "Expect", "Forwarded", "Keep-Alive", "Te", "Trailer", "Transfer-Encoding", "Upgrade",
		"X-Http-Method-Override", "X-Real-Ip":
		return true
	}
	return strings.HasPrefix(name, "Proxy-") || strings.HasPrefix(name, "X-Forwarded-") || strings.Contains(name, "_")
}

// Client is the address of the client, for limits on attempts. Behind an ingress
// it is what the first of the trusted proxies has seen: each adds to the end of
// the header, and what stands before may be made up.
func (g *gateway) client(r *http.Request) string {
	if g.cfg.TrustForwarded {
		all := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		at := max(0, len(all)-max(g.cfg.Proxies, 1))
		if ip := net.ParseIP(strings.TrimSpace(all[at])); ip != nil {
			return ip.String()
		}
	}
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return ""
	}
	return host
}

const longestRequestID = 64

// RequestID is the caller's own ID when it is harmless in a log, else a new one.
func requestID(h http.Header) string {
	if v := h.Values(fn.RequestHeader); len(v) == 1 && isToken(v[0], longestRequestID) {
		return v[0]
	}
	return rand.Text()
}

// IsToken reports whether s is one to longest letters, digits, dots, hyphens
// and underscores.
func isToken(s string, longest int) bool {
	return s != "" && len(s) <= longest && !strings.ContainsFunc(s, func(c rune) bool { return notInName(c) && c != '.' })
}
