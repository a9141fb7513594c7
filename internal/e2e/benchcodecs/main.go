// Command benchcodecs measures Reverie's converters against other image
// programs, file in and file out, contenders in turn: CPU and wall time on one
// thread, fidelity and size. .ci/bench-codecs installs what it needs.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "benchcodecs:", err)
		os.Exit(1)
	}
}

type options struct {
	sharp  string
	rounds int
	only   string
	files  []string
}

func run(ctx context.Context) error {
	var o options
	flag.StringVar(&o.sharp, "sharp", "", "folder with node_modules/sharp; without it sharp is left out")
	flag.IntVar(&o.rounds, "rounds", 5, "measurements of each, of which the median counts")
	flag.StringVar(&o.only, "only", "", "tasks to run, comma-separated; all without it")
	worker := flag.Bool("worker", false, "convert what standard input asks for (used by itself)")
	flag.Parse()
	if *worker {
		return work(ctx, os.Stdin, os.Stdout)
	}
	if o.files = flag.Args(); len(o.files) == 0 {
		return errors.New("which pictures? Name JPEG and PNG files")
	}
	dir, err := os.MkdirTemp("", "benchcodecs")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	inputs, err := variants(ctx, dir, o.files)
	if err != nil {
		return err
	}
	all, err := contenders(ctx, dir, o.sharp)
	if err != nil {
		return err
	}
	defer func() {
		for _, c := range all {
			c.close()
		}
	}()
	header(all)
	for _, in := range inputs {
		for _, t := range tasks {
			if !t.fits(in) || o.only != "" && !strings.Contains(","+o.only+",", ","+t.name+",") {
				continue
			}
			row, err := measure(ctx, all, t, in, filepath.Join(dir, "out"), o.rounds)
			if err != nil {
				return fmt.Errorf("%s of %s: %w", t.name, in.name, err)
			}
			row.print(os.Stdout)
		}
	}
	return nil
}
