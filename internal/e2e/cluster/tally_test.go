//go:build e2e

package cluster

import (
	"slices"
	"strconv"
	"sync"
	"time"
)

// tally counts answers. The zero value is ready; nil counts nothing.
type tally struct {
	mu     sync.Mutex
	status map[string]int
	broken int // no answer at all
	took   []time.Duration
	errors []string
}

func (t *tally) add(a answer, err error) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.status == nil {
		t.status = map[string]int{}
	}
	if err != nil {
		t.broken++
		t.note(err.Error())
		return
	}
	name := strconv.Itoa(a.status)
	if a.status >= 500 && !a.ofPlatform() {
		name += " of a job"
	}
	t.status[name]++
	t.took = append(t.took, a.took)
	if a.ofPlatform() {
		t.note(a.String())
	}
}

// note keeps the first few errors, to show what they were.
func (t *tally) note(s string) {
	if len(t.errors) < 10 {
		t.errors = append(t.errors, s)
	}
}

// summary is what a tally says.
type summary struct {
	Answers  int            `json:"answers"`
	Status   map[string]int `json:"status"`
	Broken   int            `json:"no_answer"`
	Failures float64        `json:"share_of_5xx"` // and of requests without an answer
	P50      float64        `json:"p50_ms"`
	P95      float64        `json:"p95_ms"`
	P99      float64        `json:"p99_ms"`
	Errors   []string       `json:"errors,omitempty"`
}

func (t *tally) summary() summary {
	t.mu.Lock()
	defer t.mu.Unlock()
	s := summary{Answers: len(t.took), Status: t.status, Broken: t.broken, Errors: t.errors}
	bad := t.broken
	for status, n := range t.status {
		if len(status) == 3 && status[0] == '5' {
			bad += n
		}
	}
	if all := s.Answers + t.broken; all > 0 {
		s.Failures = float64(bad) / float64(all)
	}
	s.P50, s.P95, s.P99 = percentile(t.took, 50), percentile(t.took, 95), percentile(t.took, 99)
	return s
}

// percentile is in milliseconds, by the nearest rank.
func percentile(d []time.Duration, p int) float64 {
	if len(d) == 0 {
		return 0
	}
	d = slices.Sorted(slices.Values(d))
	rank := max(1, (len(d)*p+99)/100)
	return float64(d[rank-1].Microseconds()) / 1000
}
