// Command probe is what the cluster's tests run inside of pods: it tries what a
// pod may or may not do, one JSON line for each thing tried, and it is the bare
// function that others are compared with.
//
//	probe hello                    answers every request on PORT
//	probe dial HOST:PORT...        connects
//	probe s3 OPERATION BUCKET KEY  get, put, delete or list, with the credentials of the environment
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/store"
	"github.com/reverie-image/reverie/shared/store/s3"
)

// Result is one thing tried.
type Result struct {
	What  string `json:"what"`
	Done  bool   `json:"done"`
	Error string `json:"error,omitempty"`
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "probe:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	switch {
	case len(args) == 0 || args[0] == "hello":
		return hello()
	case args[0] == "dial":
		for _, address := range args[1:] {
			tell(address, dial(address))
		}
		return nil
	case args[0] == "s3" && len(args) == 4:
		client, err := s3store.FromEnv(config.OS())
		if err != nil {
			return err
		}
		tell(args[1]+" "+args[2]+"/"+args[3], touch(client.Bucket(args[2]), args[1], args[3]))
		return nil
	}
	return fmt.Errorf("no such command: %v", args)
}

func tell(what string, err error) {
	r := Result{What: what, Done: err == nil}
	if err != nil {
		r.Error = err.Error()
	}
	_ = json.NewEncoder(os.Stdout).Encode(r)
}

func hello() error {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	server := &http.Server{Addr: ":" + port, ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "hello\n")
	})}
	return server.ListenAndServe()
}

// dial tries for a while: a policy takes a moment to reach a new pod, either
// way.
func dial(address string) error {
	time.Sleep(3 * time.Second)
	conn, err := net.DialTimeout("tcp", address, 4*time.Second)
	if err != nil {
		return err
	}
	return conn.Close()
}

func touch(b store.Bucket, operation, key string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	time.Sleep(3 * time.Second) // as in dial
	switch operation {
	case "get":
		_, err := b.Get(ctx, key, 1<<20)
		return err
	case "put":
		_, err := b.Put(ctx, key, []byte("probe"), store.PutOptions{})
		return err
	case "delete":
		return b.Delete(ctx, key)
	case "list":
		_, err := b.List(ctx, key, "", 1)
		return err
	}
	return fmt.Errorf("no such operation: %s", operation)
}
