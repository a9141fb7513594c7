// Command knative is the one container main: it runs the function that FUNCTION
// names, or the gateway ("web"), on PORT. One image holds all of them, so that
// a node which has pulled it starts any function without another pull.
//
// It links no storage server and no broker: those are the platform's. Settings
// come from the environment alone, each documented by the package that reads it.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/serve"
	"github.com/reverie-image/reverie/shared/telemetry"
)

const (
	exitFailure = 1
	exitUsage   = 2

	flushTimeout = 3 * time.Second // for spans, once the server has drained
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	err := realMain(ctx, config.OS())
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "reverie:", err)
	if errors.As(err, new(usageError)) {
		os.Exit(exitUsage)
	}
	os.Exit(exitFailure)
}

// realMain runs until ctx ends and what is under way has finished.
func realMain(ctx context.Context, env config.Env) error {
	log, err := telemetry.Logger(os.Stderr, env)
	if err != nil {
		return usageError{err}
	}
	name := env("FUNCTION")
	log = log.With("function", name)
	slog.SetDefault(log)
	cfg, err := serve.ConfigFromEnv(env)
	if err != nil {
		return usageError{err}
	}
	serve.LimitMemory()
	flush, err := telemetry.Setup(ctx, env, serviceName(name))
	if err != nil {
		return usageError{err}
	}
	part, err := pick(name, env)
	if err != nil {
		return err
	}
	cfg.Handler, cfg.Public, cfg.Started = part.handler, part.public, part.started
	err = serve.Run(ctx, cfg)

	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTimeout)
	defer cancel()
	return errors.Join(err, flush(ctx))
}

func serviceName(function string) string { return "reverie-" + function }

// usageError is a mistake in the settings: the same start would fail again.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }
