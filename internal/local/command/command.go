// Package command is the command line of the local runner: flags, what a person
// reads at the terminal, and the process's logs and limits.
package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math"
	"os"
	"runtime/debug"

	"github.com/reverie-image/reverie/internal/local"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/serve"
	"github.com/reverie-image/reverie/shared/telemetry"
)

// memoryLimit is where Go's collector begins to work harder: above the largest
// picture that is taken, and with the program's own pages, which it does not
// count, still within the 400 MB that we promise.
const memoryLimit = 336 << 20

// Run is the command with its arguments; it returns when ctx ends and everything
// has come to an orderly end. Its errors are for people.
func Run(ctx context.Context, args []string, env config.Env, out, errOut io.Writer) error {
	o, err := parse(args, out, errOut)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	if o.version {
		_, err := fmt.Fprintln(out, version())
		return err
	}
	env = o.logging(env, errOut)
	log, err := telemetry.Logger(errOut, env)
	if err != nil {
		return err
	}
	slog.SetDefault(log)
	limitMemory()
	if o.listModels != "" {
		return listModels(ctx, o.listModels, env, out)
	}
	flush, err := telemetry.Setup(ctx, env, "reverie")
	if err != nil {
		return err
	}
	defer func() { _ = flush(context.WithoutCancel(ctx)) }()

	return local.Run(ctx, local.Config{Addr: o.addr, Data: o.data, Models: o.models, JobTTL: o.jobTTL, Env: env, Notice: out}, func(s *local.Server) {
		fmt.Fprintf(out, "\n  Reverie is running at %s\n  Pictures and accounts are kept in %s. Ctrl-C ends it.\n\n", s.URL(), s.Data())
		if !s.Loopback() {
			fmt.Fprint(out, "  Other machines can reach it, over plain HTTP: put a proxy with TLS in front before passwords travel.\n\n")
		}
		if o.open {
			openBrowser(s.URL())
		}
	})
}

// limitMemory takes the container's limit, ours, or GOMEMLIMIT, whichever is
// smallest and set.
func limitMemory() {
	serve.LimitMemory()
	if now := debug.SetMemoryLimit(-1); now == math.MaxInt64 || now > memoryLimit && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}
