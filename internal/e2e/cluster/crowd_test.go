//go:build e2e

package cluster

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// crowd is many clients, each of which has pictures converted one after another
// and knows what became of every job that was accepted.
type crowd struct {
	client  client
	picture []byte
	width   int
	height  int
	pause   time.Duration // between a client's jobs

	mu      sync.Mutex
	fates   map[string]int
	strange []string
	waits   []time.Duration // from the acceptance to the picture
}

// The fates of a job.
const (
	fateDone   = "done"
	fateFailed = "failed with a reason"
	fateLost   = "lost"
	fateStuck  = "stuck"
	fateWrong  = "wrong picture"
)

// run lets n clients work until ctx ends, then waits for the jobs under way.
func (c *crowd) run(ctx context.Context, n int) {
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			// Not all at the same moment.
			time.Sleep(time.Duration(i) * c.pause / time.Duration(n))
			for ctx.Err() == nil {
				c.one(ctx)
				time.Sleep(c.pause)
			}
		})
	}
	all.Wait()
}

// patience is how long an accepted job may take, its workers dying.
const patience = 4 * time.Minute

func (c *crowd) one(ctx context.Context) {
	a, err := c.client.do(context.WithoutCancel(ctx), http.MethodPost, "/api/jobs?converter=grayscale", c.picture)
	if err != nil {
		return
	}
	id, err := accepted(a)
	if err != nil {
		return
	}
	began := time.Now()
	a, err = c.client.end(context.WithoutCancel(ctx), id, patience)
	switch {
	case err != nil:
		c.fate(fateStuck, fmt.Sprintf("%s: %v", id, err))
	case a.status == http.StatusOK:
		if err := gray(a.body, c.width, c.height); err != nil {
			c.fate(fateWrong, fmt.Sprintf("%s: %v", id, err))
			return
		}
		c.mu.Lock()
		c.waits = append(c.waits, time.Since(began))
		c.mu.Unlock()
		c.fate(fateDone, "")
	case a.header.Get("Job-Status") == "failed":
		c.fate(fateFailed, fmt.Sprintf("%s: %v", id, a))
	default:
		c.fate(fateLost, fmt.Sprintf("%s after %v: %v", id, time.Since(began), a))
	}
}

func (c *crowd) fate(name, strange string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fates == nil {
		c.fates = map[string]int{}
	}
	c.fates[name]++
	if strange != "" && len(c.strange) < 20 {
		c.strange = append(c.strange, name+" "+strange)
	}
}

// outcome is what became of a crowd's jobs and requests.
type outcome struct {
	Jobs     map[string]int `json:"jobs"`
	P50      float64        `json:"job_p50_ms"`
	P95      float64        `json:"job_p95_ms"`
	P99      float64        `json:"job_p99_ms"`
	Requests summary        `json:"requests"`
	Strange  []string       `json:"strange,omitempty"`
	Killed   map[string]int `json:"killed,omitempty"`
}

func (c *crowd) outcome() outcome {
	c.mu.Lock()
	defer c.mu.Unlock()
	return outcome{
		Jobs: c.fates, Strange: c.strange, Requests: c.client.tally.summary(),
		P50: percentile(c.waits, 50), P95: percentile(c.waits, 95), P99: percentile(c.waits, 99),
	}
}
