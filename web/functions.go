package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
)

// Local finds functions that run in this process.
func Local(handlers map[string]http.Handler) Functions {
	return func(name string) http.Handler {
		if h, ok := handlers[name]; ok {
			return h
		}
		return nil
	}
}

// Remote finds functions behind URLs: template with {name} replaced, as in
// http://{name}.default.svc.cluster.local or
// http://gateway.openfaas:8080/function/{name}. Other names have no function.
func Remote(template string, names []string) (Functions, error) {
	if !strings.Contains(template, "{name}") {
		return nil, fmt.Errorf("web: function URL template %q has no {name}", template)
	}
	transport := &http.Transport{
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   5 * time.Second,
		MaxIdleConnsPerHost:   64,
		IdleConnTimeout:       60 * time.Second,
		ExpectContinueTimeout: time.Second,
		DisableCompression:    true, // bytes pass as they are
	}
	proxies := map[string]http.Handler{}
	for _, name := range names {
		if !isName(name) {
			return nil, fmt.Errorf("web: %q cannot be a function's name", name)
		}
		base, err := url.Parse(strings.ReplaceAll(template, "{name}", name))
		if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
			return nil, fmt.Errorf("web: function URL template %q is no http URL", template)
		}
		proxies[name] = proxy(name, base, transport)
	}
	return Local(proxies), nil
}

// Proxy carries requests to one function. The path goes along both in the URL
// and in fn.PathHeader: an adapter may take it from either.
func proxy(name string, base *url.URL, transport http.RoundTripper) http.Handler {
	return &httputil.ReverseProxy{
		Transport: transport,
		Rewrite: func(p *httputil.ProxyRequest) {
			p.SetURL(base)
			p.Out.Header["X-Forwarded-For"] = p.In.Header["X-Forwarded-For"]
			p.Out.GetBody = p.In.GetBody
		},
		ModifyResponse: platformFault,
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			if !errors.Is(err, context.Canceled) { // the client has gone
				slog.WarnContext(r.Context(), "function unreachable", "function", name, "error", err)
			}
			fault.Write(w, r, unreachable(err))
		},
	}
}

func unreachable(err error) error {
	if errors.Is(err, errFull) {
		return fault.Wrap(err, fault.TooManyRequests, "More requests came than this part of Reverie has room to queue. Try again in a moment.").After(retryLater)
	}
	return fault.Wrap(err, fault.Unavailable, "This part of Reverie cannot be reached at the moment. Try again shortly.").After(retryLater)
}

// errFull is a platform's queue that takes no more requests for a function.
var errFull = errors.New("the platform's queue is full")

// fullQueue is how Knative's queue-proxy and activator begin the body of a 503
// when their queue is full.
var fullQueue = []byte("pending request queue full")

// PlatformFault tells a function's own faults, which are problem documents,
// from the platform's: an activator that gives up, a router without a back end,
// a queue that is full. Those become a problem that says to try again.
func platformFault(res *http.Response) error {
	if t, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type")); t == fault.ContentType {
		return nil
	}
	switch {
	case res.StatusCode == http.StatusTooManyRequests:
		return errFull
	case res.StatusCode == http.StatusServiceUnavailable:
		begin, _ := io.ReadAll(io.LimitReader(res.Body, 64))
		if bytes.HasPrefix(begin, fullQueue) {
			return errFull
		}
	}
	if res.StatusCode >= 500 || res.StatusCode == http.StatusNotFound {
		return fmt.Errorf("the platform answered %s", res.Status)
	}
	return nil
}
