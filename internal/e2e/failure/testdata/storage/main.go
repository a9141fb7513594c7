// Command storage is the embedded S3 server in a process of its own. It serves
// the folder in its first argument and writes the variables that clients need
// to the file in its second.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/reverie-image/reverie/internal/local/datadir"
	"github.com/reverie-image/reverie/internal/local/s3server"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "storage:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, folder, announce string) error {
	dir, err := datadir.Open(folder)
	if err != nil {
		return err
	}
	defer dir.Close()
	s, err := s3server.Start(ctx, dir)
	if err != nil {
		return err
	}
	env, err := json.Marshal(s.Env())
	if err != nil {
		return err
	}
	if err := os.WriteFile(announce+".new", env, 0o600); err != nil {
		return err
	}
	if err := os.Rename(announce+".new", announce); err != nil {
		return err
	}
	<-ctx.Done()
	return s.Close(context.WithoutCancel(ctx))
}
