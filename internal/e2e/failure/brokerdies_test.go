package failure

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/reverie-image/reverie/internal/e2e/proc"
	"github.com/reverie-image/reverie/internal/e2e/slow"
	"github.com/reverie-image/reverie/shared/event"
)

// The broker dies with queued events, of which nobody else has a copy. Each
// part is in a process of its own here, as on a cluster.
func TestBrokerDies(t *testing.T) {
	t.Parallel()
	const n = 8
	s := startStorage(t)
	at := map[string]int{}
	for _, part := range []string{"broker", "convert", "jobs", "sweep", slow.Name} {
		at[part] = proc.FreePort(t)
	}
	env := quick("K_SINK", proc.URL(at["broker"]), "SLOW", proc.URL(at[slow.Name]), "SWEEP", proc.URL(at["sweep"]),
		"CONVERTERS", `[{"name":"slow","title":"Slow","version":"1","parameters":[{"name":"ms","title":"ms","type":"integer","max":60000,"default":0}]}]`)
	start := func(part string) *proc.Process {
		env["FUNCTION"] = part
		program := map[string]string{"broker": brokers, slow.Name: worker}[part]
		if program == "" {
			program = container
		}
		p := launch(t, program, at[part], s, env)
		p.WaitReady(proc.URL(at[part]) + "/readyz")
		return p
	}
	broker := start("broker")
	for _, part := range []string{"convert", "jobs", "sweep", slow.Name} {
		start(part)
	}
	var ids []string
	for range n {
		a := client{t: t, url: proc.URL(at["convert"])}.do(http.MethodPost, "/?converter=slow&ms=600", input)
		ids = append(ids, client{t: t}.accepted(a))
	}
	broker.Kill()
	c := client{t: t, url: proc.URL(at["jobs"])}
	queued := 0
	for _, id := range ids {
		if c.get(jobs+id).header.Get("Job-Status") == "queued" {
			queued++
		}
	}
	if queued < n/2 {
		t.Fatalf("only %d jobs were queued", queued)
	}

	start("broker")
	ticking(t, proc.URL(at["broker"]), 300*time.Millisecond)
	for _, id := range ids {
		flipped(t, c.picture(id).body)
	}
}

// ticking asks a broker for a sweep again and again, as a PingSource does.
func ticking(t *testing.T, broker string, every time.Duration) {
	done := make(chan struct{})
	t.Cleanup(func() { <-done })
	ctx := t.Context() // ends before the cleanups
	go func() {
		defer close(done)
		for n := 0; ctx.Err() == nil; n++ {
			req, err := event.Request(ctx, broker, event.New(fmt.Sprint("tick-", n), "test", event.SweepRequested, "tick"))
			if err != nil {
				t.Error(err)
				return
			}
			if res, err := (&http.Client{Transport: transport, Timeout: limit}).Do(req); err == nil {
				_ = res.Body.Close()
			}
			time.Sleep(every)
		}
	}()
}
