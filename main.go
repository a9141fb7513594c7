// Command reverie runs the whole image editor in one process: go run .
//
// On a cluster the same functions run in containers of their own; see
// knative/main.go.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/reverie-image/reverie/internal/local/command"
	"github.com/reverie-image/reverie/shared/config"
)

const (
	exitFailure     = 1
	exitUsage       = 2
	exitInterrupted = 130 // as shells have it: the second Ctrl-C does not wait
)

func main() {
	ctx, stop := context.WithCancel(context.Background())
	signals := make(chan os.Signal, 2)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-signals
		stop()
		<-signals
		os.Exit(exitInterrupted)
	}()
	err := command.Run(ctx, os.Args[1:], config.OS(), os.Stdout, os.Stderr)
	switch {
	case err == nil:
		return
	case errors.Is(err, command.ErrUsage): // it has said what is wrong
		os.Exit(exitUsage)
	}
	fmt.Fprintln(os.Stderr, "reverie:", err)
	os.Exit(exitFailure)
}
