package telemetry

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/reverie-image/reverie/shared/config"
)

// Setup switches tracing on when the environment asks for it, as OpenTelemetry's
// specification has it: OTEL_TRACES_EXPORTER is otlp, console or none, and
// without it an OTLP endpoint (OTEL_EXPORTER_OTLP_ENDPOINT or
// OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) means otlp. OTLP goes over HTTP with
// protobuf; see readOTLP for its settings. OTEL_SDK_DISABLED=true wins over all;
// OTEL_SERVICE_NAME over service. The SDK itself reads the sampler, batch and
// resource variables, always from the process's environment.
//
// shutdown sends what is still held and switches tracing off.
func Setup(ctx context.Context, env config.Env, service string) (shutdown func(context.Context) error, err error) {
	exporter, err := newExporter(ctx, env)
	if err != nil || exporter == nil {
		return func(context.Context) error { return nil }, err
	}
	described, err := describe(ctx, env, service)
	if err != nil {
		return nil, err
	}
	otel.SetErrorHandler(otel.ErrorHandlerFunc(func(err error) {
		slog.Warn("tracing", "error", err)
	}))
	provider := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(described))
	restore := UseProvider(provider)
	return func(ctx context.Context) error {
		restore()
		return provider.Shutdown(ctx)
	}, nil
}

// newExporter is nil where tracing is off.
func newExporter(ctx context.Context, env config.Env) (sdktrace.SpanExporter, error) {
	r := config.Read(env)
	disabled := r.Bool("OTEL_SDK_DISABLED", false)
	if err := r.Err(); err != nil || disabled {
		return nil, err
	}
	byDefault := "none"
	if r.String("OTEL_EXPORTER_OTLP_ENDPOINT", r.String("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "")) != "" {
		byDefault = "otlp"
	}
	switch name := r.String("OTEL_TRACES_EXPORTER", byDefault); name {
	case "none":
		return nil, nil
	case "console":
		return consoleExporter{}, nil
	case "otlp":
		cfg, err := readOTLP(env)
		if err != nil {
			return nil, err
		}
		return otlptrace.New(ctx, newOTLPClient(cfg))
	default:
		return nil, fmt.Errorf("OTEL_TRACES_EXPORTER=%q: want otlp, console or none", name)
	}
}

// describe says whose spans they are; what OTEL_RESOURCE_ATTRIBUTES and
// OTEL_SERVICE_NAME say goes over the rest.
func describe(ctx context.Context, env config.Env, service string) (*resource.Resource, error) {
	attrs := []Attr{String("service.namespace", "reverie"), String("service.name", service)}
	if revision := env("K_REVISION"); revision != "" {
		attrs = append(attrs, String("faas.name", env("K_SERVICE")), String("faas.version", revision))
	}
	described, err := resource.New(ctx,
		resource.WithTelemetrySDK(), resource.WithAttributes(attrs...), resource.WithFromEnv())
	if errors.Is(err, resource.ErrPartialResource) { // a malformed variable is no reason not to run
		slog.WarnContext(ctx, "tracing", "error", err)
		return described, nil
	}
	return described, err
}
