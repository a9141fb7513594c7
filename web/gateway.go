package web

import (
	"context"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
)

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	id := requestID(r.Header)
	r, span := begin(r, id)
	r.Header.Set(fn.RequestHeader, id)
	a := &answer{ResponseWriter: w, id: id, secure: g.isTLS(r), start: time.Now(), span: span}
	defer g.finish(a, r)
	if len(r.TransferEncoding) > 0 {
		// net/http hides a Content-Length beside chunks. Should a proxy have
		// believed it, what follows on this connection is not the next request
		// (RFC 9112, 6.1).
		w.Header().Set("Connection", "close")
	}
	g.dispatch(a, r)
}

// Finish writes the access log, and an answer where a panic left none.
func (g *gateway) finish(a *answer, r *http.Request) {
	v := recover()
	if v != nil && v != http.ErrAbortHandler {
		g.cfg.Log.ErrorContext(r.Context(), "panic", "panic", v, "stack", string(debug.Stack()))
		if a.status == 0 {
			g.fail(a, r, fault.New(fault.Internal, "Something went wrong here. Try again; if it stays, report it with the request ID."))
			v = nil
		}
	}
	if v == nil && a.status == 0 { // an empty 200, and net/http would send it as it is
		a.WriteHeader(http.StatusOK)
		if r.Context().Err() != nil {
			a.status = statusClientGone
		}
	}
	g.log(a, r)
	if v != nil {
		panic(http.ErrAbortHandler) // cut the connection: half an answer must not look whole
	}
}

func (g *gateway) dispatch(a *answer, r *http.Request) {
	path := r.URL.EscapedPath()
	if !isPlain(path) {
		g.notFound(a, r)
		return
	}
	if g.own(a, r, path) {
		return
	}
	rt, param, allow := find(r.Method, path)
	switch {
	case rt.function != "":
		g.function(a, r, rt, param)
	case len(allow) > 0:
		g.notAllowed(a, r, allow...)
	default:
		g.notFound(a, r)
	}
}

// Own answers what needs no function.
func (g *gateway) own(a *answer, r *http.Request, path string) bool {
	serve := g.assets.find(path)
	switch path {
	case "/healthz":
		serve = health
	case "/readyz":
		serve = g.ready
	}
	if serve == nil {
		return false
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		g.notAllowed(a, r, http.MethodGet, http.MethodHead)
		return true
	}
	serve(a, r)
	return true
}

// Function checks a request step by step, the cheap steps first, and hands it
// to its function.
func (g *gateway) function(a *answer, r *http.Request, rt route, param string) {
	a.api, a.route = true, rt.pattern
	name := rt.function
	if name == fnConverter {
		if name = param; !g.cfg.Converter(name) {
			g.notFound(a, r)
			return
		}
	}
	a.cookies = name == fnAuth
	if err := g.admit(r, rt.body); err != nil {
		g.fail(a, r, err)
		return
	}
	target := g.cfg.Functions(name)
	if target == nil {
		g.fail(a, r, fault.New(fault.Unavailable, "This part of Reverie is not running. Try again later.").After(retryLater))
		return
	}
	user, err := g.identify(r, rt.who)
	if err != nil {
		g.fail(a, r, err)
		return
	}
	a.user = user
	body, err := g.read(a, r, rt.body)
	if err != nil {
		g.fail(a, r, err)
		return
	}
	defer body.release()
	a.begun = body.begun
	r = r.WithContext(fn.WithRelease(r.Context(), body.release))
	if name == fnAuth {
		g.account(a, r, target, g.inward(r, rt, name, user, body))
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), g.cfg.Limits.FunctionTime)
	defer cancel()
	target.ServeHTTP(a, g.inward(r.WithContext(ctx), rt, name, user, body))
}

// StatusClientGone is what the log and the metrics say where nobody waited for
// an answer.
const statusClientGone = 499

const retryLater = 5 * time.Second

// Admit refuses requests that another site's page made the browser send, and
// bodies that are not what they must be for a function to understand them:
// events, which come in from the broker and never through this door, and
// compressed ones.
func (g *gateway) admit(r *http.Request, p payload) error {
	if err := g.origins.Check(r); err != nil {
		return fault.Wrap(err, fault.Forbidden, "This request comes from another site's page.")
	}
	code := fault.Malformed
	switch p {
	case none: // nothing of its body, real or announced, goes in
		return nil
	case image:
		code = fault.UnsupportedImage
	}
	for _, t := range r.Header.Values("Content-Type") {
		if strings.Contains(strings.ToLower(t), "application/cloudevents") {
			return fault.New(code, "Events are not taken here. Send what the API's description names.")
		}
	}
	for _, e := range r.Header.Values("Content-Encoding") {
		if !strings.EqualFold(strings.TrimSpace(e), "identity") {
			return fault.New(code, "Compressed requests are not taken. Send the body as it is, without Content-Encoding.")
		}
	}
	return nil
}

func (g *gateway) isTLS(r *http.Request) bool {
	return r.TLS != nil || g.cfg.TrustForwarded && r.Header.Get("X-Forwarded-Proto") == "https"
}

func health(w http.ResponseWriter, _ *http.Request) { plain(w, `{"status":"ok"}`) }

func (g *gateway) ready(w http.ResponseWriter, r *http.Request) {
	if g.cfg.Ready != nil {
		if err := g.cfg.Ready(r.Context()); err != nil {
			fault.Write(w, r, fault.Wrap(err, fault.Unavailable, "Not ready yet: the storage does not answer. Try again in a moment.").After(retryLater))
			return
		}
	}
	plain(w, `{"status":"ready"}`)
}

func plain(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write([]byte(body))
}
