package fault

import (
	"encoding/json"
	"math"
	"net/http"
	"strconv"
	"strings"
)

// ContentType is the media type of a problem document (RFC 9457).
const ContentType = "application/problem+json"

const typePrefix = "/problems/"

// Type is the problem's type: a reference to its description, relative to the
// service's root, stable over versions.
func (c Code) Type() string { return typePrefix + string(c) }

// CodeOf is the code that a problem's type names.
func CodeOf(problemType string) Code { return Code(strings.TrimPrefix(problemType, typePrefix)) }

// Problem is err as a problem document: its members by name. instance is the
// request's ID or path, or empty.
func Problem(err error, instance string) map[string]any {
	e := From(err)
	doc := map[string]any{}
	for k, v := range e.Fields {
		doc[k] = v
	}
	doc["type"] = e.Code.Type()
	doc["title"] = e.Code.Title()
	doc["status"] = e.Code.Status()
	doc["detail"] = e.Message
	if instance != "" {
		doc["instance"] = instance
	}
	return doc
}

// Render is err as an HTTP answer: status, header and body.
func Render(err error, instance string) (status int, header http.Header, body []byte) {
	e := From(err)
	body, jerr := json.Marshal(Problem(e, instance))
	if jerr != nil { // a field that cannot be JSON; the problem matters more
		body, _ = json.Marshal(Problem(&Error{Code: e.Code, Message: e.Message}, instance))
	}
	header = http.Header{"Content-Type": {ContentType}, "Cache-Control": {"no-store"}}
	if e.RetryAfter > 0 {
		header.Set("Retry-After", strconv.Itoa(int(math.Ceil(e.RetryAfter.Seconds()))))
	}
	if e.Code == Unauthenticated {
		header.Set("WWW-Authenticate", `Bearer realm="reverie"`)
	}
	return e.Code.Status(), header, body
}

// Write sends err as the answer to r.
func Write(w http.ResponseWriter, r *http.Request, err error) {
	status, header, body := Render(err, r.Header.Get("X-Request-Id"))
	for k, v := range header {
		w.Header()[k] = v
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body)
	}
}
