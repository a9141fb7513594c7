// Command broker is the broker of the local runner in a process of its own,
// with the converter slow at SLOW, the sweep at SWEEP, and one delivery at a
// time to each.
package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"syscall"

	"github.com/reverie-image/reverie/internal/e2e/slow"
	"github.com/reverie-image/reverie/internal/local/broker"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/serve"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := run(ctx, config.OS()); err != nil {
		fmt.Fprintln(os.Stderr, "broker:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, env config.Env) error {
	cfg, err := serve.ConfigFromEnv(env)
	if err != nil {
		return err
	}
	b := broker.New(broker.Options{
		Triggers: []broker.Trigger{
			{Name: slow.Name, Filter: map[string]string{"type": event.ConversionRequested, event.Converter: slow.Name}, Target: env("SLOW")},
			{Name: "sweep", Filter: map[string]string{"type": event.SweepRequested}, Target: env("SWEEP")},
		},
		DeadLetter: env("SWEEP"),
		Lanes:      map[string]int{slow.Name: 1, "sweep": 1},
	})
	cfg.Handler = http.Handler(b)
	return serve.Run(ctx, cfg)
}
