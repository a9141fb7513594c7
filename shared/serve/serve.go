// Package serve puts a function behind HTTP: as an http.Handler for whoever
// has a server already ([HTTP]), and as a container with port, health, metrics
// and an orderly end ([Run]).
//
// It knows nothing of any one function, and it is not the gateway: it routes
// nothing, and believes the headers that the gateway sets.
package serve

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Options are the limits of [HTTP]; the zero value stands for the defaults.
type Options struct {
	// MaxBody is the largest request body in bytes. The default is two pictures
	// of 5 MiB and 64 KiB for the multipart form around them; what a picture may
	// weigh exactly is for the function to say.
	MaxBody int64
	// BodyTimeout is how long the whole body may take to arrive; a minute by
	// default.
	BodyTimeout time.Duration
}

const (
	defaultMaxBody     = 2*5<<20 + 64<<10
	defaultBodyTimeout = time.Minute
)

func (o Options) withDefaults() Options {
	if o.MaxBody <= 0 {
		o.MaxBody = defaultMaxBody
	}
	if o.BodyTimeout <= 0 {
		o.BodyTimeout = defaultBodyTimeout
	}
	return o
}

// HTTP serves a function under its name, which spans, metrics and logs carry.
//
// The function's context ends when the client goes away, and so does its work,
// also when the client is a broker: a broker that hung up delivers again, and a
// job's record lets only one worker finish it.
func HTTP(name string, h fn.Handle, opts Options) http.Handler {
	opts = opts.withDefaults()
	return Observe(name, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := readBody(w, r, opts)
		if errors.Is(err, errClientGone) {
			return
		}
		if err != nil {
			fault.Write(w, r, err)
			return
		}
		ctx, written := fn.WithAnswer(r.Context(), share)
		defer written()
		res, err := h(request(r.WithContext(ctx), body))
		if err != nil {
			fault.Write(w, r, fault.Wrap(err, fault.Internal, "The function failed. Try again; if it stays, report it with the request ID."))
			logFailure(r.Context(), name, err)
			return
		}
		respond(w, r, res)
	}))
}

// share lets answers count as pictures do.
func share(ctx context.Context, bytes int64) (release func(), err error) {
	return picture.Acquire(ctx, picture.Info{}.WithBytes(bytes))
}

// request is r as the SDK has it; what its type lacks travels in headers.
func request(r *http.Request, body []byte) handler.Request {
	header := r.Header
	if header.Get(fn.PathHeader) == "" {
		header = header.Clone()
		header.Set(fn.PathHeader, r.URL.Path)
	}
	req := handler.Request{Body: body, Header: header, QueryString: r.URL.RawQuery, Method: r.Method, Host: r.Host}
	req.WithContext(r.Context())
	return req
}

func respond(w http.ResponseWriter, r *http.Request, res handler.Response) {
	header := w.Header()
	for name, values := range res.Header {
		header[name] = values
	}
	status := res.StatusCode
	if status == 0 {
		status = http.StatusOK
	}
	if status < http.StatusOK || status == http.StatusNoContent || status == http.StatusNotModified {
		header.Del("Content-Length")
		w.WriteHeader(status)
		return
	}
	head := r.Method == http.MethodHead
	if !head || header.Get("Content-Length") == "" {
		header.Set("Content-Length", strconv.Itoa(len(res.Body)))
	}
	if len(res.Body) > 0 && header.Get("Content-Type") == "" {
		header.Set("Content-Type", "application/octet-stream")
	}
	w.WriteHeader(status)
	if !head {
		_, _ = w.Write(res.Body) // an error means that the client has gone
	}
}
