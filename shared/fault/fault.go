// Package fault gives every error of Reverie a code for programs and a message
// for people, and turns both into HTTP in one place (see problem.go).
//
// A message of an [Error] is shown to clients; the wrapped error is for logs
// and never leaves the process. Errors that are not an *Error count as
// [Internal].
package fault

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// Code names a kind of failure. Codes are part of the API: they are the last
// segment of a problem's type and do not change.
type Code string

// The codes, each with its HTTP status.
const (
	Malformed          Code = "malformed-request"    // 400
	Unauthenticated    Code = "unauthenticated"      // 401
	Forbidden          Code = "forbidden"            // 403
	NotFound           Code = "not-found"            // 404
	MethodNotAllowed   Code = "method-not-allowed"   // 405
	RequestTimeout     Code = "request-timeout"      // 408
	Conflict           Code = "conflict"             // 409
	TooLarge           Code = "too-large"            // 413
	UnsupportedImage   Code = "unsupported-image"    // 415
	CorruptImage       Code = "corrupt-image"        // 422
	InvalidParameters  Code = "invalid-parameters"   // 422
	UnknownConverter   Code = "unknown-converter"    // 422
	IdempotencyReuse   Code = "idempotency-key-used" // 422
	TooManyRequests    Code = "too-many-requests"    // 429
	ConversionFailed   Code = "conversion-failed"    // 500
	Internal           Code = "internal"             // 500
	Unavailable        Code = "unavailable"          // 503
	WorkerLost         Code = "worker-lost"          // 504
	PreconditionFailed Code = "precondition-failed"  // 412
)

type kind struct {
	status int
	title  string
}

var kinds = map[Code]kind{
	Malformed:          {http.StatusBadRequest, "The request is malformed"},
	Unauthenticated:    {http.StatusUnauthorized, "Sign in first"},
	Forbidden:          {http.StatusForbidden, "Not allowed"},
	NotFound:           {http.StatusNotFound, "Not found"},
	MethodNotAllowed:   {http.StatusMethodNotAllowed, "Method not allowed"},
	RequestTimeout:     {http.StatusRequestTimeout, "The request came too slowly"},
	Conflict:           {http.StatusConflict, "Conflict"},
	PreconditionFailed: {http.StatusPreconditionFailed, "It changed in the meantime"},
	TooLarge:           {http.StatusRequestEntityTooLarge, "Too large"},
	UnsupportedImage:   {http.StatusUnsupportedMediaType, "Not an image Reverie takes"},
	CorruptImage:       {http.StatusUnprocessableEntity, "The image is damaged"},
	InvalidParameters:  {http.StatusUnprocessableEntity, "Invalid parameters"},
	UnknownConverter:   {http.StatusUnprocessableEntity, "Unknown converter"},
	IdempotencyReuse:   {http.StatusUnprocessableEntity, "Idempotency-Key used for another request"},
	TooManyRequests:    {http.StatusTooManyRequests, "Too many requests"},
	ConversionFailed:   {http.StatusInternalServerError, "The conversion failed"},
	Internal:           {http.StatusInternalServerError, "Something went wrong here"},
	Unavailable:        {http.StatusServiceUnavailable, "Temporarily unavailable"},
	WorkerLost:         {http.StatusGatewayTimeout, "The worker was lost"},
}

// Error is a failure with a code, and a message that a client may see.
type Error struct {
	Code       Code
	Message    string
	RetryAfter time.Duration  // when trying again makes sense; 0 says nothing
	Fields     map[string]any // further members of the problem document
	Err        error          // the cause, for logs only
}

// New makes an Error; the message says what is wrong and what to do next.
func New(code Code, format string, args ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, args...)}
}

// Wrap is New with a cause that stays inside.
func Wrap(err error, code Code, format string, args ...any) *Error {
	e := New(code, format, args...)
	e.Err = err
	return e
}

// After sets RetryAfter and returns e.
func (e *Error) After(d time.Duration) *Error {
	e.RetryAfter = d
	return e
}

// With adds a member to the problem document and returns e.
func (e *Error) With(name string, value any) *Error {
	if e.Fields == nil {
		e.Fields = map[string]any{}
	}
	e.Fields[name] = value
	return e
}

func (e *Error) Error() string {
	if e.Err == nil {
		return string(e.Code) + ": " + e.Message
	}
	return string(e.Code) + ": " + e.Message + ": " + e.Err.Error()
}

func (e *Error) Unwrap() error { return e.Err }

// From finds the *Error in err's chain, or wraps err as Internal.
func From(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return Wrap(err, Internal, "An unexpected error occurred. Try again; if it stays, report it with the request ID.")
}

// Is reports whether err carries code.
func Is(err error, code Code) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}

// Status is the HTTP status for err.
func Status(err error) int { return From(err).Code.Status() }

// Passing reports whether the same request may succeed later unchanged: the
// fault lies with the service, not with the picture or its parameters.
func Passing(err error) bool {
	switch From(err).Code {
	case Internal, Unavailable, TooManyRequests, RequestTimeout, WorkerLost, Conflict, PreconditionFailed:
		return true
	}
	return false
}

// Status is the code's HTTP status, 500 for a code that is not ours.
func (c Code) Status() int {
	if k, ok := kinds[c]; ok {
		return k.status
	}
	return http.StatusInternalServerError
}

// Title is the code's short name for people.
func (c Code) Title() string {
	if k, ok := kinds[c]; ok {
		return k.title
	}
	return kinds[Internal].title
}

// Codes lists every code, for documents.
func Codes() []Code {
	out := make([]Code, 0, len(kinds))
	for c := range kinds {
		out = append(out, c)
	}
	return out
}
