//go:build e2e

package cluster

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// wipe deletes all pods that a selector selects, every two seconds, until ctx
// ends: the part is away, not just restarted.
func wipe(ctx context.Context, t *testing.T, in, selector string) {
	for ctx.Err() == nil {
		args := []string{"delete", "pods", "-l", selector, "--wait=false", "--grace-period=0", "--force", "-n", in}
		if _, err := try(ctx, "", args...); err != nil && ctx.Err() == nil {
			t.Error(err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(2 * time.Second):
		}
	}
}

func functionsNamed(names ...string) string {
	return ours + ",reverie.io/function in (" + strings.Join(names, ",") + ")"
}

// Conversions go on while accounts and gallery have no pods that live.
func TestAccountsAndGalleryAreAway(t *testing.T) {
	crowd := newCrowd(t)
	ctx, stop := context.WithTimeout(t.Context(), 45*time.Second)
	defer stop()
	var away sync.WaitGroup
	away.Go(func() { wipe(ctx, t, namespace, functionsNamed("auth", "gallery")) })
	crowd.run(ctx, 10)
	away.Wait()
	o := crowd.outcome()
	report(t, "without-accounts", o)
	o.nothingLost(t)
	if o.Requests.Failures > 0 {
		t.Errorf("conversions noticed: %v", o.Requests)
	}
}

// Accounts and gallery go on while nothing can be converted, and what was
// accepted is converted afterwards.
func TestConversionsAreAway(t *testing.T) {
	c := visitor(t)
	user := c.signUp(t, unique("grace"))
	kept := user.submit(t, "grayscale", sample(t, 64, 48))
	user.picture(t, kept, 2*time.Minute)

	ctx, stop := context.WithTimeout(t.Context(), 30*time.Second)
	defer stop()
	var away sync.WaitGroup
	away.Go(func() { wipe(ctx, t, namespace, functionsNamed("grayscale")) })
	var waiting []string
	for ctx.Err() == nil {
		waiting = append(waiting, user.submit(t, "grayscale", sample(t, 64, 48)))
		for path, want := range map[string]int{"/api/me": 200, "/api/gallery": 200, "/api/converters": 200} {
			if a := user.must(t, http.MethodGet, path, nil); a.status != want {
				t.Errorf("%s: %v", path, a)
			}
		}
		time.Sleep(3 * time.Second)
	}
	away.Wait()
	for _, id := range waiting {
		user.picture(t, id, patience)
	}
}

// The broker's pods go: what was accepted meanwhile is converted all the same.
func TestBrokerIsAway(t *testing.T) {
	crowd := newCrowd(t)
	ctx, stop := context.WithTimeout(t.Context(), 45*time.Second)
	defer stop()
	var away sync.WaitGroup
	once, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	for _, app := range []string{"mt-broker-ingress", "mt-broker-filter"} {
		away.Go(func() { wipe(once, t, "knative-eventing", "app in ("+app+",broker-ingress,broker-filter)") })
	}
	crowd.run(ctx, 10)
	away.Wait()
	o := crowd.outcome()
	report(t, "without-broker", o)
	o.nothingLost(t)
}

// The storage is away for 20 seconds: who asks is told so, and every job that
// was accepted ends.
func TestStorageIsAway(t *testing.T) {
	name := release + "-s3"
	if kubectl(t, "get", "deployment", name, "--ignore-not-found", "-o", "name") == "" {
		t.Fatalf("no deployment %s: this test needs the chart's own S3 server with a volume", name)
	}
	crowd := newCrowd(t)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	var away sync.WaitGroup
	away.Go(func() {
		time.Sleep(10 * time.Second)
		for _, n := range []string{"0", "1"} {
			if _, err := try(t.Context(), "", "scale", "deployment", name, "--replicas="+n); err != nil {
				t.Error(err)
			}
			time.Sleep(20 * time.Second)
		}
	})
	crowd.run(ctx, 10)
	away.Wait()
	o := crowd.outcome()
	report(t, "without-storage", o)
	o.nothingLost(t)
	for status := range o.Requests.Status {
		if len(status) == 3 && status[0] == '5' && status != "503" {
			t.Errorf("answers %s while the storage was away: %v", status, o.Requests)
		}
	}
}

// A burst of jobs starts converters, and they go again.
func TestBurstOfJobs(t *testing.T) {
	const burst, clients = 500, 50
	c := visitor(t)
	c.tally = &tally{}
	picture := sample(t, 256, 192)
	asleep(t)
	ids, began := make(chan string, burst), time.Now()
	todo := make(chan struct{}, burst)
	for range burst {
		todo <- struct{}{}
	}
	close(todo)
	var posting sync.WaitGroup
	for range clients {
		posting.Go(func() {
			for range todo {
				for {
					a, err := c.do(t.Context(), http.MethodPost, "/api/jobs?converter=grayscale", picture)
					if err == nil && a.status == http.StatusTooManyRequests {
						if a.header.Get("Retry-After") == "" {
							t.Errorf("429 without Retry-After: %v", a)
						}
						time.Sleep(time.Second)
						continue
					}
					id, problem := accepted(a)
					if err != nil || problem != nil {
						t.Errorf("POST: %v %v", err, problem)
						break
					}
					ids <- id
					break
				}
			}
		})
	}
	most, watching := 0, make(chan struct{})
	watch, stop := context.WithCancel(t.Context())
	go func() {
		defer close(watching)
		for watch.Err() == nil {
			out, _ := try(watch, "", "get", "deployments", "-l", "serving.knative.dev/service="+release+"-grayscale", "-o", `jsonpath={.items[*].status.replicas}`)
			n := 0
			for _, field := range strings.Fields(out) {
				i, _ := strconv.Atoi(field)
				n += i
			}
			most = max(most, n)
			time.Sleep(500 * time.Millisecond)
		}
	}()
	posting.Wait()
	close(ids)
	posted := time.Since(began)
	n := 0
	for id := range ids {
		a, err := c.end(t.Context(), id, patience)
		if err == nil && a.status == http.StatusOK {
			err = gray(a.body, 256, 192)
		} else {
			err = fmt.Errorf("%v %w", a, err)
		}
		if err != nil {
			t.Errorf("job %s: %v", id, err)
		}
		n++
	}
	stop()
	<-watching
	report(t, "burst", map[string]any{
		"jobs": n, "accepted_s": posted.Seconds(), "all_done_s": time.Since(began).Seconds(), "most_converters": most, "requests": c.tally.summary(),
	})
	if n != burst {
		t.Errorf("%d of %d jobs were accepted", n, burst)
	}
	if most < 2 {
		t.Errorf("%d converters at most", most)
	}
	asleep(t)
}
