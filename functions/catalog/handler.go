// Package function answers which converters there are, with their parameters
// as JSON Schema.
package function

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
)

const path = "/api/converters"

// New builds the function from an environment.
func New(env config.Env) (fn.Handle, error) {
	c, err := catalog.Load(env)
	if err != nil {
		return nil, err
	}
	entries := []catalog.Entry{}
	for _, d := range c.List() {
		entries = append(entries, d.Entry())
	}
	all := map[string]any{"converters": entries}
	return func(req handler.Request) (handler.Response, error) {
		if req.Method != http.MethodGet && req.Method != http.MethodHead {
			return fn.NotAllowed(req, http.MethodGet, http.MethodHead), nil
		}
		name := strings.Trim(strings.TrimPrefix(fn.Path(req), path), "/")
		if name == "" {
			return cached(req, all), nil
		}
		d, ok := c.Lookup(name)
		if !ok {
			return fn.Fail(req, fault.New(fault.NotFound, "There is no converter of this name; %s lists all.", path)), nil
		}
		return cached(req, d.Entry()), nil
	}, nil
}

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }

// cached answers with an ETag: the catalogue changes only with a release.
func cached(req handler.Request, v any) handler.Response {
	body, err := json.Marshal(v)
	if err != nil {
		return fn.Fail(req, err)
	}
	etag := fmt.Sprintf(`"%x"`, sha256.Sum256(body))[:18] + `"`
	res := fn.Bytes(http.StatusOK, "application/json", body)
	if fn.NotModified(req, etag) {
		res = fn.Empty(http.StatusNotModified)
	}
	res.Header.Set("ETag", etag)
	res.Header.Set("Cache-Control", "public, max-age=60")
	return res
}
