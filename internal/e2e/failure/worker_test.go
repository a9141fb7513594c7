package failure

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/reverie-image/reverie/internal/e2e/proc"
	"github.com/reverie-image/reverie/internal/e2e/slow"
	"github.com/reverie-image/reverie/shared/job"
)

// never keeps the sweep out of a test.
const never = "1h"

// A converter dies in the middle, and the job still finishes.
func TestConverterDies(t *testing.T) {
	for name, o := range map[string]options{
		"delivered again":    {env: quick("SWEEP_INTERVAL", never)},
		"found by the sweep": {retry: retry(1)},
		"with the defaults":  {env: map[string]string{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o.apart = []string{slow.Name}
			w := newWorld(t, o)
			first := w.start(slow.Name, "WORKER_MARK=1")
			c := client{t: t, url: w.URL()}
			id := c.submit("slow&ms=1500")
			c.waitFor(id, "running")
			first.Kill()

			w.start(slow.Name, "WORKER_MARK=2")
			began := time.Now()
			if m := mark(t, c.picture(id).body); m != 2 {
				t.Errorf("the result is worker %d's", m)
			}
			t.Logf("finished %v later", time.Since(began).Round(100*time.Millisecond))
			if rec := w.storage.record(id); rec.Attempt < 2 {
				t.Errorf("the job took %d attempts", rec.Attempt)
			}
		})
	}
}

// A worker that was out of reach for longer than the lease comes back when
// another has finished its job: what clients saw does not change.
func TestConverterComesBackTooLate(t *testing.T) {
	for name, env := range map[string]string{
		"in the middle":     "WORKER_MARK=1",
		"before the result": "WORKER_FREEZE=true",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			first, second := proc.FreePort(t), proc.FreePort(t)
			gate := proc.NewGate(t, proc.Addr(first))
			w := newWorld(t, options{at: map[string]string{slow.Name: gate.URL()}})
			late := w.startAt(slow.Name, first, "WORKER_MARK=1", env)
			w.startAt(slow.Name, second, "WORKER_MARK=2")
			c := client{t: t, url: w.URL()}
			id := c.submit("slow&ms=800")
			c.waitFor(id, "running")
			if strings.Contains(env, "FREEZE") {
				late.WaitLog(limit, `"frozen"`)
			} else {
				late.Freeze()
			}
			gate.Open(proc.Addr(second))
			seen := c.picture(id)
			if m := mark(t, seen.body); m != 2 {
				t.Fatalf("the result is worker %d's", m)
			}

			late.Thaw()
			late.WaitLog(limit, `"msg":"request"`) // it has answered the delivery
			now := c.picture(id)
			if now.header.Get("ETag") != seen.header.Get("ETag") || mark(t, now.body) != 2 {
				t.Errorf("the result has changed from %s to %s, worker %d's", seen.header.Get("ETag"), now.header.Get("ETag"), mark(t, now.body))
			}
			proc.Until(t, limit, "one result in the storage", w.storage.oneResult(id))
		})
	}
}

// A picture that kills every worker: the job fails with a reason.
func TestConverterCrashLoop(t *testing.T) {
	for name, tc := range map[string]struct {
		crash  string
		env    map[string]string
		tries  int
		detail string
	}{
		// Known to have been running: each lost worker counts.
		"after the first heartbeat":           {"500ms", quick("JOB_MAX_ATTEMPTS", "2", "SWEEP_INTERVAL", never), 1000, "lost 2 times"},
		"after the first heartbeat, given up": {"500ms", quick("JOB_MAX_ATTEMPTS", "2"), 1, "lost 2 times"},
		// No record shows that it was begun: the broker gives the event up.
		"at once": {"1ns", quick("JOB_REQUEUE", "30s"), 4, "delivered to a worker several times"},
		// A broker that does not give up: the job's time is over in the end.
		"at once, for ever": {"1ns", quick("JOB_MAX_WAIT", "5s"), 1000, "within 5s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, options{env: tc.env, apart: []string{slow.Name}, retry: retry(tc.tries)})
			stop := w.restarting(slow.Name, "WORKER_CRASH="+tc.crash)
			defer stop()
			c := client{t: t, url: w.URL()}
			a := c.end(c.submit("slow&ms=3000"))
			if a.status != http.StatusGatewayTimeout || a.problem() != "worker-lost" ||
				a.header.Get("Job-Status") != "failed" || !strings.Contains(string(a.body), tc.detail) {
				t.Errorf("%v, want 504 worker-lost, %q", a, tc.detail)
			}
			if n := stop(); n < 2 {
				t.Errorf("the worker crashed %d times", n)
			}
		})
	}
}

// The same event twice at once, and again after the end.
func TestEventsComeTwice(t *testing.T) {
	t.Parallel()
	// Nobody delivers but the test.
	w := newWorld(t, options{apart: []string{"convert", slow.Name}, env: quick("JOB_REQUEUE", "50s", "JOB_FIRST_HEARTBEAT", "1s")})
	sink := newSink(t)
	w.start("convert", "K_SINK="+sink.url)
	w.start(slow.Name)
	to := proc.URL(w.ports[slow.Name])
	c := client{t: t, url: w.URL()}
	for range 5 {
		id := c.submit("slow&ms=100")
		e := sink.event(t, id)
		answers := deliver(t, to, e, 4)
		ended := 0
		for _, a := range answers {
			switch {
			case a.status == http.StatusOK && a.header.Get("Ce-Id") == id+".succeeded":
				ended++
			case a.status != http.StatusAccepted || len(a.body) > 0:
				t.Errorf("delivery: %v", a)
			}
		}
		if ended == 0 {
			t.Errorf("no delivery was answered with the end")
		}
		first := c.picture(id)
		flipped(t, first.body)
		for _, a := range deliver(t, to, e, 3) {
			if a.status != http.StatusOK || a.header.Get("Ce-Id") != id+".succeeded" {
				t.Errorf("delivery after the end: %v", a)
			}
		}
		if again := c.picture(id); again.header.Get("ETag") != first.header.Get("ETag") {
			t.Errorf("the result has changed")
		}
		proc.Until(t, limit, "one result in the storage", w.storage.oneResult(id))
		if rec := w.storage.record(id); rec.State != job.Succeeded {
			t.Errorf("the job is %s", rec.State)
		}
	}
}

// While one worker holds the job, another delivery is put off and not lost.
func TestEventComesWhileTheJobRuns(t *testing.T) {
	t.Parallel()
	w := newWorld(t, options{apart: []string{slow.Name}})
	w.start(slow.Name)
	c := client{t: t, url: w.URL()}
	id := c.submit("slow&ms=1500")
	c.waitFor(id, "running")
	rec := w.storage.record(id)
	for _, a := range deliver(t, proc.URL(w.ports[slow.Name]), requested(rec), 2) {
		unavailable(t, "delivery", a)
	}
	flipped(t, c.picture(id).body)
	if now := w.storage.record(id); now.Attempt != 1 {
		t.Errorf("the job took %d attempts", now.Attempt)
	}
	time.Sleep(100 * time.Millisecond)
	if n := w.storage.results(id); n != 1 {
		t.Errorf("%d results are stored", n)
	}
}
