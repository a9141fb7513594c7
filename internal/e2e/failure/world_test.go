package failure

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/reverie-image/reverie/functions"
	"github.com/reverie-image/reverie/internal/e2e/proc"
	"github.com/reverie-image/reverie/internal/e2e/slow"
	"github.com/reverie-image/reverie/internal/local"
	"github.com/reverie-image/reverie/internal/local/broker"
	"github.com/reverie-image/reverie/shared/config"
)

// options say what a world is made of.
type options struct {
	env   map[string]string // quick when nil
	retry broker.Retry
	// apart are functions that run in processes of their own; nobody starts
	// them but the test.
	apart []string
	// at are URLs of functions that the test itself sees to.
	at map[string]string
}

// world is a Reverie whose storage, and whatever else is to fail, is in a
// process of its own. Gateway, broker and all other functions are in the test's
// process, and so is the converter slow.
type world struct {
	*local.Server
	t       *testing.T
	storage *storage
	env     map[string]string
	ports   map[string]int
}

func newWorld(t *testing.T, o options) *world {
	t.Helper()
	if o.env == nil {
		o.env = quick()
	}
	w := &world{t: t, storage: startStorage(t), env: o.env, ports: map[string]int{}}
	remote := map[string]string{}
	for name, url := range o.at {
		remote[name] = url
	}
	for _, name := range o.apart {
		w.ports[name] = proc.FreePort(t)
		remote[name] = proc.URL(w.ports[name])
	}
	s, err := local.Start(t.Context(), local.Config{
		Addr:      "127.0.0.1:0",
		Env:       config.Map(w.env, config.Map(w.storage.env, nil)),
		Functions: append(slices.Clone(functions.All), slow.Function(slow.Options{})),
		Remote:    remote,
		Retry:     o.retry,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.Server = s
	t.Cleanup(func() {
		// What still hangs is cut off: the test is over.
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		_ = s.Close(ctx)
	})
	return w
}

// start runs a function that is apart, with more variables of its own.
func (w *world) start(name string, more ...string) *proc.Process {
	w.t.Helper()
	return w.startAt(name, w.ports[name], more...)
}

func (w *world) startAt(name string, port int, more ...string) *proc.Process {
	w.t.Helper()
	p := w.launch(name, port, more...)
	p.WaitReady(proc.URL(port) + "/readyz")
	return p
}

// launch is startAt for those who do not wait until the function answers.
func (w *world) launch(name string, port int, more ...string) *proc.Process {
	w.t.Helper()
	program := container
	if name == slow.Name {
		program = worker
	}
	env := map[string]string{"FUNCTION": name}
	maps.Copy(env, w.env)
	for _, key := range []string{"K_SINK", "CONVERTERS", "COOKIE_SECURE"} {
		env[key] = w.Env()(key)
	}
	for _, pair := range more {
		key, value, _ := strings.Cut(pair, "=")
		env[key] = value
	}
	return launch(w.t, program, port, w.storage, env)
}

// launch runs a program that listens on port and uses a storage.
func launch(t *testing.T, program string, port int, s *storage, env map[string]string) *proc.Process {
	t.Helper()
	all := []string{"PORT=" + strconv.Itoa(port), "LOG_LEVEL=debug"}
	for _, from := range []map[string]string{s.env, env} {
		for key, value := range from {
			all = append(all, key+"="+value)
		}
	}
	return proc.Start(t, proc.Command{Path: proc.Build(t, program), Env: all})
}
