// Command worker is the converter slow in a process of its own, as a container
// of one function is, with faults by environment:
//
//	WORKER_MARK    the mark of its results
//	WORKER_CRASH   how long into a conversion the process exits
//	WORKER_FREEZE  when set, it stops itself between conversion and result, once
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/reverie-image/reverie/internal/e2e/slow"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/serve"
	"github.com/reverie-image/reverie/shared/telemetry"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := run(ctx, config.OS()); err != nil {
		fmt.Fprintln(os.Stderr, "worker:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, env config.Env) error {
	log, err := telemetry.Logger(os.Stderr, env)
	if err != nil {
		return err
	}
	slog.SetDefault(log)
	r := config.Read(env)
	o := slow.Options{
		Mark: uint8(r.Int("WORKER_MARK", 0, 0)),
		Step: faults(env("WORKER_CRASH") != "", r.Duration("WORKER_CRASH", time.Nanosecond), r.Bool("WORKER_FREEZE", false)),
	}
	cfg, err := serve.ConfigFromEnv(env)
	if err != nil {
		return err
	}
	if err := r.Err(); err != nil {
		return err
	}
	f := slow.Function(o)
	handle, err := f.New(env)
	if err != nil {
		return err
	}
	cfg.Handler = serve.HTTP(f.Name, handle, serve.Options{})
	return serve.Run(ctx, cfg)
}

const exitCrash = 3

func faults(crash bool, after time.Duration, freeze bool) func(time.Duration, bool) {
	var once sync.Once
	return func(passed time.Duration, last bool) {
		if crash && passed >= after {
			os.Exit(exitCrash)
		}
		if freeze && last {
			once.Do(func() {
				slog.Info("frozen")
				_ = syscall.Kill(os.Getpid(), syscall.SIGSTOP)
			})
		}
	}
}
