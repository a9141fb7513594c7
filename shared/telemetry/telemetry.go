// Package telemetry is what Reverie tells its operators: log lines that carry
// the IDs of what they are about, traces across functions, and metrics of the
// job life cycle.
//
// It holds no policy: what counts as a job or an outcome is for the packages
// that call it. They use the small typed functions here and import neither
// Prometheus nor OpenTelemetry. With no setting made, logs go out as JSON, tracing is
// off and costs nothing, and metrics are counted but served nowhere.
package telemetry

import (
	"context"
	"crypto/rand"
)

type contextKey int

const (
	requestKey contextKey = iota
	jobKey
)

// WithRequest marks ctx with the request that it serves.
func WithRequest(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, requestKey, id)
}

// WithJob marks ctx with the job that it works on.
func WithJob(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, jobKey, id)
}

// RequestID is the ID given to WithRequest, or empty.
func RequestID(ctx context.Context) string { return idOf(ctx, requestKey) }

// JobID is the ID given to WithJob, or empty.
func JobID(ctx context.Context) string { return idOf(ctx, jobKey) }

func idOf(ctx context.Context, key contextKey) string {
	id, _ := ctx.Value(key).(string)
	return id
}

// NewRequestID is a fresh random ID of at least 128 bits.
func NewRequestID() string { return rand.Text() }

const maxRequestID = 128

// ValidRequestID reports whether id, which came from outside, may be used as a
// request's ID: letters, digits and "-_.:" only, so that it can neither forge a
// log line nor a header.
func ValidRequestID(id string) bool {
	if id == "" || len(id) > maxRequestID {
		return false
	}
	for _, c := range []byte(id) {
		switch {
		case c >= '0' && c <= '9', c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z':
		case c == '-', c == '_', c == '.', c == ':':
		default:
			return false
		}
	}
	return true
}
