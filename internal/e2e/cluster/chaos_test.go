//go:build e2e

package cluster

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// newCrowd is a crowd with a small picture and a tally.
func newCrowd(t *testing.T) *crowd {
	t.Helper()
	c := visitor(t)
	c.tally = &tally{}
	return &crowd{client: c, picture: sample(t, 64, 48), width: 64, height: 48, pause: 3 * time.Second}
}

// nothingLost fails the test if an accepted job came to no good end.
func (o outcome) nothingLost(t *testing.T) {
	t.Helper()
	for _, fate := range []string{fateLost, fateStuck, fateWrong} {
		if n := o.Jobs[fate]; n > 0 {
			t.Errorf("%d jobs %s", n, fate)
		}
	}
	if o.Jobs[fateDone] < 20 {
		t.Errorf("only %d jobs were done: this proves little", o.Jobs[fateDone])
	}
}

// A pod of Reverie's is killed every five seconds while a hundred clients
// work, and no accepted job is lost.
func TestPodsAreKilled(t *testing.T) {
	crowd := newCrowd(t)
	ctx, stop := context.WithTimeout(t.Context(), duration(t, "E2E_CHAOS", 2*time.Minute))
	defer stop()
	killed := make(chan map[string]int, 1)
	go func() { killed <- kill(ctx, t, 5*time.Second, ours+",reverie.io/function") }()
	crowd.run(ctx, 100)
	o := crowd.outcome()
	o.Killed = <-killed
	report(t, "chaos", o)
	o.nothingLost(t)
	if len(o.Killed) == 0 {
		t.Error("nothing was killed")
	}
	if o.Requests.Failures > 0.005 {
		t.Errorf("%.2f %% of the answers were 5xx, want at most 0.5", 100*o.Requests.Failures)
	}
}

// kill deletes one running pod of those that a selector selects, again and
// again, until ctx ends: as chaoskube does, with the pod's own time to end.
func kill(ctx context.Context, t *testing.T, pause time.Duration, selector string) map[string]int {
	killed := map[string]int{}
	ticker := time.NewTicker(pause)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return killed
		case <-ticker.C:
		}
		out, err := try(ctx, "", "get", "pods", "-l", selector, "--field-selector", "status.phase=Running", "-o",
			`jsonpath={range .items[*]}{.metadata.name}{" "}{.metadata.labels.reverie\.io/function}{"\n"}{end}`)
		if err != nil {
			if ctx.Err() == nil {
				t.Error(err)
			}
			continue
		}
		pods := strings.Split(strings.TrimSpace(out), "\n")
		name, function, _ := strings.Cut(pods[rand.IntN(len(pods))], " ")
		if name == "" {
			continue
		}
		if _, err := try(ctx, "", "delete", "pod", name, "--wait=false"); err == nil {
			killed[function]++
		}
	}
}
