package telemetry

import (
	"context"
	"sync/atomic"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"
)

const scope = "github.com/reverie-image/reverie/shared/telemetry"

// current is where spans go; nil is tracing switched off.
var current atomic.Pointer[trace.Tracer]

// UseProvider sends spans to p from now on, until restore is called. Setup does
// it for a process; tests pass a provider of their own.
func UseProvider(p trace.TracerProvider) (restore func()) {
	tracer := p.Tracer(scope)
	before := current.Swap(&tracer)
	return func() { current.Store(before) }
}

// Attr is a span's attribute. Names follow OpenTelemetry's semantic
// conventions where those have one, and start with "reverie." where not.
type Attr = attribute.KeyValue

// String is an attribute of text.
func String(key, value string) Attr { return attribute.String(key, value) }

// Int is an attribute of a whole number.
func Int(key string, value int) Attr { return attribute.Int(key, value) }

// Bool is an attribute that is true or false.
func Bool(key string, value bool) Attr { return attribute.Bool(key, value) }

// Kind says on which side of a call a span stands.
type Kind = trace.SpanKind

// The kinds of a span.
const (
	Internal = trace.SpanKindInternal
	Server   = trace.SpanKindServer   // answers a request
	Client   = trace.SpanKindClient   // waits for another's answer
	Producer = trace.SpanKindProducer // sends an event
	Consumer = trace.SpanKindConsumer // handles an event
)

// Span is a timed piece of work in a trace. The zero Span ignores everything.
type Span struct{ span trace.Span }

// Start begins a span under the one in ctx; its caller ends it. With tracing
// off, the trace that ctx came with is handed on unchanged.
func Start(ctx context.Context, name string, attrs ...Attr) (context.Context, Span) {
	return StartKind(ctx, Internal, name, attrs...)
}

// StartKind is Start with a kind.
func StartKind(ctx context.Context, kind Kind, name string, attrs ...Attr) (context.Context, Span) {
	tracer := current.Load()
	if tracer == nil {
		return ctx, Span{}
	}
	ctx, span := (*tracer).Start(ctx, name, trace.WithSpanKind(kind), trace.WithAttributes(attrs...))
	return ctx, Span{span}
}

// End closes the span.
func (s Span) End() {
	if s.span != nil {
		s.span.End()
	}
}

// Set adds attributes.
func (s Span) Set(attrs ...Attr) {
	if s.span != nil {
		s.span.SetAttributes(attrs...)
	}
}

// Fail marks the span as failed by err; nil is no failure.
func (s Span) Fail(err error) {
	if s.span == nil || err == nil {
		return
	}
	s.span.RecordError(err)
	s.span.SetStatus(codes.Error, err.Error())
}

// FailStatus marks the span as failed with an error.type, such as an HTTP
// status, where there is no error to record.
func (s Span) FailStatus(errorType string) {
	if s.span == nil {
		return
	}
	s.span.SetAttributes(attribute.String("error.type", errorType))
	s.span.SetStatus(codes.Error, "")
}
