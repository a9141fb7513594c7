// Command benchhttp measures plain HTTP conversions, an image in and an image
// out, of Reverie and of a server of node and sharp, in turn: requests a second
// at 8 clients, CPU a request, peak memory, and the time from the start of a
// process to its first picture. .ci/bench-http installs what it needs.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "benchhttp:", err)
		os.Exit(1)
	}
}

//go:embed server.mjs
var peer []byte

type options struct {
	reverie, sharp   string
	clients, starts  int
	requests, rounds int
}

func run(ctx context.Context) error {
	var o options
	flag.StringVar(&o.reverie, "reverie", "", "Reverie's executable")
	flag.StringVar(&o.sharp, "sharp", "", "folder with node_modules/sharp")
	flag.IntVar(&o.clients, "clients", 8, "requests at once")
	flag.IntVar(&o.requests, "requests", 80, "requests of one measurement")
	flag.IntVar(&o.rounds, "rounds", 3, "measurements of each, of which the median counts")
	flag.IntVar(&o.starts, "starts", 11, "cold starts of each, of which the median counts")
	flag.Parse()
	if o.reverie == "" || o.sharp == "" || flag.NArg() == 0 {
		return errors.New("needs -reverie, -sharp and pictures")
	}
	dir, err := os.MkdirTemp("", "benchhttp")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	script := filepath.Join(dir, "server.mjs")
	if err := os.WriteFile(script, peer, 0o644); err != nil {
		return err
	}
	modules, err := filepath.Abs(filepath.Join(o.sharp, "node_modules", "sharp"))
	if err != nil {
		return err
	}
	kinds := []kind{
		{"Reverie", func(port string) []string {
			return []string{o.reverie, "-addr", "127.0.0.1:" + port, "-data", filepath.Join(dir, "data"), "-log-level", "error"}
		}, reveriePaths},
		{"node + sharp", func(port string) []string { return []string{"node", script, modules, port} }, sharpPaths},
	}
	if err := coldStarts(ctx, kinds, flag.Arg(0), o.starts); err != nil {
		return err
	}
	return throughput(ctx, kinds, flag.Args(), o)
}

// kind is a server program and the addresses of its operations.
type kind struct {
	name  string
	argv  func(port string) []string
	paths map[string]string
}

var operations = []string{"gray", "flip", "contrast", "resize"}

var (
	reveriePaths = map[string]string{
		"gray":     "/api/converters/grayscale",
		"flip":     "/api/converters/flip-horizontal",
		"contrast": "/api/converters/contrast?contrast=20",
		"resize":   "/api/converters/resize?width=800",
	}
	sharpPaths = map[string]string{"gray": "/gray", "flip": "/flip", "contrast": "/contrast", "resize": "/resize"}
)

var client = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}, Timeout: time.Minute}
