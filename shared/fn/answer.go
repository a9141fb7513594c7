package fn

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fault"
)

const retrySoon = 2 * time.Second

// Fail answers with err as problem+json.
func Fail(req handler.Request, err error) handler.Response {
	status, header, body := fault.Render(err, req.Header.Get(RequestHeader))
	return handler.Response{StatusCode: status, Header: header, Body: body}
}

// JSON answers with v, not to be cached.
func JSON(status int, v any) handler.Response {
	body, err := json.Marshal(v)
	if err != nil {
		return Fail(handler.Request{}, err)
	}
	return handler.Response{
		StatusCode: status,
		Header:     http.Header{"Content-Type": {"application/json"}, "Cache-Control": {"no-store"}},
		Body:       body,
	}
}

// Bytes answers with a body of a media type.
func Bytes(status int, contentType string, body []byte) handler.Response {
	return handler.Response{StatusCode: status, Header: http.Header{"Content-Type": {contentType}}, Body: body}
}

// Empty answers with a status and no body.
func Empty(status int) handler.Response {
	return handler.Response{StatusCode: status, Header: http.Header{}}
}

// NotAllowed answers 405 with the methods that are.
func NotAllowed(req handler.Request, methods ...string) handler.Response {
	res := Fail(req, fault.New(fault.MethodNotAllowed, "Use %s here.", strings.Join(methods, " or ")))
	res.Header.Set("Allow", strings.Join(methods, ", "))
	return res
}
