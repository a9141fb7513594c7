//go:build e2e

package cluster

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

// helm changes the release; the chart and the values are those that make e2e
// installed it with.
func helm(t *testing.T, args ...string) {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), setting("HELM", "helm"), append(args, "-n", namespace)...).CombinedOutput(); err != nil {
		t.Fatalf("helm %v: %v\n%s", args, err, out)
	}
}

func upgrade(t *testing.T, set ...string) {
	t.Helper()
	chart := os.Getenv("E2E_CHART")
	if chart == "" {
		t.Fatal("E2E_CHART is not set: make e2e sets it")
	}
	args := []string{"upgrade", release, chart, "--reuse-values", "--wait", "--timeout", "5m"}
	for _, s := range set {
		args = append(args, "--set-string", s)
	}
	helm(t, args...)
}

// ready waits until every Service's newest revision serves.
func ready(t *testing.T) {
	t.Helper()
	type service struct {
		Metadata struct {
			Name       string
			Generation int
		}
		Status struct {
			ObservedGeneration int
			Conditions         []struct{ Type, Status, Message string }
		}
	}
	until(t, 5*time.Minute, "every Service to be ready", func() error {
		for _, s := range list[service](t, "services.serving.knative.dev", "-l", ours) {
			if s.Status.ObservedGeneration != s.Metadata.Generation {
				return fmt.Errorf("%s is not looked at yet", s.Metadata.Name)
			}
			for _, c := range s.Status.Conditions {
				if c.Type == "Ready" && c.Status != "True" {
					return fmt.Errorf("%s: %s", s.Metadata.Name, c.Message)
				}
			}
		}
		return nil
	})
}

// An upgrade of every function and the way back, with load on: no job fails.
func TestUpgradeAndRollback(t *testing.T) {
	crowd := newCrowd(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var load sync.WaitGroup
	load.Go(func() { crowd.run(ctx, 10) })
	time.Sleep(10 * time.Second)
	upgrade(t, "env.REVERIE_ROLLOUT="+unique("r"))
	ready(t)
	time.Sleep(10 * time.Second)
	helm(t, "rollback", release, "--wait", "--timeout", "5m")
	ready(t)
	time.Sleep(10 * time.Second)
	stop()
	load.Wait()
	o := crowd.outcome()
	report(t, "upgrade", o)
	o.nothingLost(t)
	if n := o.Jobs[fateFailed]; n > 0 {
		t.Errorf("%d jobs failed", n)
	}
}

// A revision that cannot start takes no requests, and the way back is clean.
func TestBadRevision(t *testing.T) {
	crowd := newCrowd(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var load sync.WaitGroup
	load.Go(func() { crowd.run(ctx, 5) })
	time.Sleep(5 * time.Second)
	upgrade(t, "env.JOB_TTL=nonsense")
	until(t, 3*time.Minute, "a revision to be found bad", func() error {
		out := kubectl(t, "get", "revisions.serving.knative.dev", "-l", "serving.knative.dev/service="+release+"-convert", "-o",
			`jsonpath={range .items[*]}{.status.conditions[?(@.type=="Ready")].status}{"\n"}{end}`)
		if !strings.Contains(out, "False") {
			return fmt.Errorf("the revisions are %q", out)
		}
		return nil
	})
	helm(t, "rollback", release, "--timeout", "5m")
	ready(t)
	stop()
	load.Wait()
	o := crowd.outcome()
	report(t, "bad-revision", o)
	o.nothingLost(t)
	if n := o.Jobs[fateFailed]; n > 0 {
		t.Errorf("%d jobs failed", n)
	}
}
