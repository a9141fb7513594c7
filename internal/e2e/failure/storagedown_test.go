package failure

import (
	"context"
	"encoding/json"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/reverie-image/reverie/internal/e2e/proc"
)

// The storage is away for ten seconds, killed or out of reach: who asks gets a
// clear 503, and every job that was accepted ends, those included that were
// being converted, stored or accepted when it went away.
func TestStorageIsDown(t *testing.T) {
	const away = 10 * time.Second
	for name, fault := range map[string]struct{ down, up func(*storage) }{
		"killed":       {(*storage).kill, (*storage).start},
		"out of reach": {func(s *storage) { s.proc.Freeze() }, func(s *storage) { s.proc.Thaw() }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, options{env: quick("S3_TIMEOUT", "2s"), retry: retry(1000)})
			c := client{t: t, url: w.URL()}
			user := c.signUp("dave")
			posting := startPosting(t, c)
			posting.wait(30)

			fault.down(w.storage)
			back := time.Now().Add(away)
			some := posting.accepted()[0]
			for time.Now().Before(back) {
				for what, a := range map[string]answer{
					"POST":    c.do(http.MethodPost, "/api/jobs?converter=flip-horizontal", input),
					"poll":    c.get(jobs + some),
					"gallery": user.get("/api/gallery"),
					"login":   c.login("dave"),
				} {
					unavailable(t, what, a)
					if a.took > 10*time.Second {
						t.Errorf("%s took %v", what, a.took)
					}
				}
				if a := c.get("/api/converters"); a.status != http.StatusOK {
					t.Errorf("converters: %v", a)
				}
				time.Sleep(500 * time.Millisecond)
			}
			fault.up(w.storage)
			proc.Until(t, limit, "new jobs to be accepted", func() error {
				a, err := c.try(t.Context(), http.MethodPost, "/api/jobs?converter=flip-horizontal", input)
				if err == nil && a.status != http.StatusAccepted {
					unavailable(t, "POST", a)
					err = context.DeadlineExceeded
				}
				return err
			})
			ids := posting.stop()
			for _, id := range ids {
				flipped(t, c.settled(id).body)
			}
			t.Logf("%d jobs accepted, %d requests refused", len(ids), posting.refused)
		})
	}
}

// settled is the end of a job, whose polls may be refused for a while.
func (c client) settled(id string) answer {
	c.t.Helper()
	proc.Until(c.t, limit, "the storage", func() error {
		if a := c.get(jobs + id); a.status == http.StatusServiceUnavailable {
			return context.DeadlineExceeded
		}
		return nil
	})
	return c.picture(id)
}

// posting is a client that posts one job after another, come what may.
type posting struct {
	t       *testing.T
	refused int
	done    chan struct{}
	cancel  func()

	mu  sync.Mutex
	ids []string
}

func startPosting(t *testing.T, c client) *posting {
	p := &posting{t: t, done: make(chan struct{})}
	ctx, cancel := context.WithCancel(t.Context())
	p.cancel = cancel
	go func() {
		defer close(p.done)
		for ctx.Err() == nil {
			a, err := c.try(t.Context(), http.MethodPost, "/api/jobs?converter=slow&ms=400", input)
			var j struct{ ID string }
			switch {
			case err != nil:
				t.Errorf("POST: %v", err)
			case a.status == http.StatusAccepted && json.Unmarshal(a.body, &j) == nil:
				p.mu.Lock()
				p.ids = append(p.ids, j.ID)
				p.mu.Unlock()
			default:
				unavailable(t, "POST", a)
				p.refused++
			}
			time.Sleep(50 * time.Millisecond)
		}
	}()
	t.Cleanup(func() { p.stop() })
	return p
}

func (p *posting) accepted() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.ids...)
}

// wait lets n jobs be accepted.
func (p *posting) wait(n int) {
	p.t.Helper()
	proc.Until(p.t, limit, "jobs to be accepted", func() error {
		if len(p.accepted()) < n {
			return context.DeadlineExceeded
		}
		return nil
	})
}

// stop ends the posting and returns the jobs that were accepted.
func (p *posting) stop() []string {
	p.cancel()
	<-p.done
	return p.accepted()
}
