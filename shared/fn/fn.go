// Package fn is what functions say to the platform: the type of a handler, how
// one gets its dependencies, and short ways to read a request and to answer.
//
// It knows no transport: package serve puts a handler behind HTTP, the OpenFaaS
// template calls it directly.
package fn

import (
	"context"
	"log/slog"
	"net/url"
	"sync"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/fault"
)

// Headers between the gateway, the adapter and functions. The gateway removes
// all of them from what comes in.
const (
	PathHeader    = "X-Reverie-Path"       // the URL path, which handler.Request lacks
	UserHeader    = "X-Authenticated-User" // the account's ID, set after the auth check
	RequestHeader = "X-Request-Id"
)

// Handle is a function's entry point, as the OpenFaaS SDK defines it. A Handle
// answers faults itself and returns a nil error: an error would become a bare
// 500 on that platform.
type Handle func(handler.Request) (handler.Response, error)

// Builder makes a function from its environment.
type Builder func(config.Env) (Handle, error)

// Lazy is a Handle that builds itself from the process's environment when it
// is first called. A failed attempt is answered 503 and tried again with the
// next call, so that a function survives storage that starts later.
func Lazy(build Builder) Handle {
	var mu sync.Mutex
	var handle Handle
	get := func() (Handle, error) {
		mu.Lock()
		defer mu.Unlock()
		if handle != nil {
			return handle, nil
		}
		h, err := build(config.OS())
		if err == nil {
			handle = h
		}
		return h, err
	}
	return func(req handler.Request) (handler.Response, error) {
		h, err := get()
		if err != nil {
			slog.Error("function cannot start", "error", err)
			return Fail(req, fault.Wrap(err, fault.Unavailable, "This function is not ready. Try again shortly.").After(retrySoon)), nil
		}
		return h(req)
	}
}

// Context is the request's context; the SDK leaves it nil where none was set.
func Context(req handler.Request) context.Context {
	if ctx := req.Context(); ctx != nil {
		return ctx
	}
	return context.Background()
}

// Path is the URL path that the client asked for, or "/".
func Path(req handler.Request) string {
	if p := req.Header.Get(PathHeader); p != "" {
		return p
	}
	return "/"
}

// Query is the parsed query; a broken one is a Malformed fault.
func Query(req handler.Request) (url.Values, error) {
	q, err := url.ParseQuery(req.QueryString)
	if err != nil {
		return nil, fault.Wrap(err, fault.Malformed, "The query string cannot be parsed.")
	}
	return q, nil
}

// User is the signed-in account's ID, or empty for an anonymous request.
func User(req handler.Request) string { return req.Header.Get(UserHeader) }
