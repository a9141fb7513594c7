package telemetry

import (
	"context"
	"net/http"

	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"
)

// propagator carries a trace and its baggage over HTTP as W3C has it.
var propagator = propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{})

// The attributes of the CloudEvents distributed tracing extension in an event's
// binary mode.
const (
	eventTraceparent = "Ce-Traceparent"
	eventTracestate  = "Ce-Tracestate"
)

// Inject writes the trace that ctx belongs to into an outgoing header.
func Inject(ctx context.Context, header http.Header) {
	propagator.Inject(ctx, propagation.HeaderCarrier(header))
}

// Extract continues the trace that an incoming header names: the transport's,
// or, where the transport has none, the one that the event carries.
func Extract(ctx context.Context, header http.Header) context.Context {
	ctx = propagator.Extract(ctx, propagation.HeaderCarrier(header))
	if InTrace(ctx) {
		return ctx
	}
	return propagator.Extract(ctx, propagation.MapCarrier{
		"traceparent": header.Get(eventTraceparent),
		"tracestate":  header.Get(eventTracestate),
	})
}

// InTrace reports whether ctx belongs to a trace.
func InTrace(ctx context.Context) bool { return trace.SpanContextFromContext(ctx).IsValid() }

// Traceparent is ctx's place in its trace as a W3C traceparent, or empty: for
// records and events that outlive the request.
func Traceparent(ctx context.Context) string {
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier["traceparent"]
}

// WithTraceparent continues the trace that a traceparent names; one that is
// empty or broken leaves ctx as it is.
func WithTraceparent(ctx context.Context, traceparent string) context.Context {
	return propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": traceparent})
}
