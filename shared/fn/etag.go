package fn

import (
	"net/http"
	"strings"

	handler "github.com/openfaas/templates-sdk/go-http"
)

// NotModified reports whether the client already has the version that a quoted
// ETag names: If-None-Match (RFC 9110 §13.1.2) of a GET or HEAD, which compares
// weakly.
func NotModified(req handler.Request, etag string) bool {
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		return false
	}
	for candidate := range strings.SplitSeq(req.Header.Get("If-None-Match"), ",") {
		candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/")
		if candidate == etag || candidate == "*" {
			return true
		}
	}
	return false
}
