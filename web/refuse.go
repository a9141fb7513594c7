package web

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
)

// What is still read of a body that has been refused. A client that is cut off
// while it sends often reports a lost connection and never reads the answer.
const (
	drainBytes = 16 << 20
	drainTime  = 5 * time.Second
)

// Fail answers with err, and then lets the client finish sending. Over HTTP/2
// the answer's end asks the client to stop instead (RFC 9113, section 8.1), and
// some stop at the status already: nothing more would come.
func (g *gateway) fail(a *answer, r *http.Request, err error) {
	a.err, a.api = err, true
	unread := r.ProtoMajor < 2 && r.Body != nil && r.Body != http.NoBody && !a.bodyRead
	rc := http.NewResponseController(a)
	if unread {
		_ = rc.EnableFullDuplex() // else the server itself reads first, then answers
		a.Header().Set("Connection", "close")
	}
	writeFault(a, r, err)
	switch {
	case !unread:
		return
	case fault.Is(err, fault.RequestTimeout), strings.EqualFold(r.Header.Get("Expect"), "100-continue"):
		_ = rc.SetReadDeadline(time.Now()) // the server would wait for the rest on its own
		return
	}
	_ = rc.Flush()
	_ = rc.SetReadDeadline(time.Now().Add(drainTime))
	_, _ = io.CopyN(io.Discard, r.Body, drainBytes)
}

// WriteFault is fault.Write with the length ahead: the client has the whole
// answer before the handler returns.
func writeFault(w http.ResponseWriter, r *http.Request, err error) {
	status, header, body := fault.Render(err, r.Header.Get(fn.RequestHeader))
	for name, values := range header {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}

func (g *gateway) notAllowed(a *answer, r *http.Request, methods ...string) {
	a.Header().Set("Allow", strings.Join(methods, ", "))
	g.fail(a, r, fault.New(fault.MethodNotAllowed, "Use %s here.", strings.Join(methods, " or ")))
}

// NotFound is a problem document under /api/ and a page elsewhere.
func (g *gateway) notFound(a *answer, r *http.Request) {
	page := g.assets.missing
	if p := r.URL.Path; strings.HasPrefix(p, "/api/") || strings.HasPrefix(p, "/.well-known/") || p == "/api" {
		g.fail(a, r, fault.New(fault.NotFound, "There is nothing at this address."))
		return
	}
	page.write(a, r, http.StatusNotFound)
}
