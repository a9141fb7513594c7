// Command knative is the one container main: it runs the function that FUNCTION
// names, or the gateway ("web"), on PORT. One image holds all of them, so that
// a node which has pulled it starts any function without another pull.
//
// With K_EVENT_PATH set, as in a Job of a JobSink, it handles the one event there
// and ends. FUNCTION=prepare makes the storage ready and ends.
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
	exitRefused = 65 // an event that is no use trying again, EX_DATAERR

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
	os.Exit(exitCode(err))
}

func exitCode(err error) int {
	switch {
	case errors.As(err, new(usageError)):
		return exitUsage
	case errors.As(err, new(refused)):
		return exitRefused
	}
	return exitFailure
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
	if err := readSecrets(env); err != nil {
		return err
	}
	serve.LimitMemory()
	flush, err := telemetry.Setup(ctx, env, serviceName(name))
	if err != nil {
		return usageError{err}
	}
	err = run(ctx, name, env, cfg)

	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTimeout)
	defer cancel()
	return errors.Join(err, flush(ctx))
}

// run does what FUNCTION and K_EVENT_PATH ask for.
func run(ctx context.Context, name string, env config.Env, cfg serve.Config) error {
	if name == preparation {
		return prepare(ctx, env)
	}
	if path := env("K_EVENT_PATH"); path != "" {
		return batch(ctx, name, path, env)
	}
	part, err := pick(name, env)
	if err != nil {
		return err
	}
	cfg.Handler, cfg.Public, cfg.Started = part.handler, part.public, part.started
	return serve.Run(ctx, cfg)
}

func serviceName(function string) string { return "reverie-" + function }

// usageError is a mistake in the settings: the same start would fail again.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }
