//go:build e2e

package cluster

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"
)

// started are the Kubernetes Jobs of the long lane that were made since then.
func started(t *testing.T, since time.Time) (names []string) {
	t.Helper()
	type job struct {
		Metadata struct {
			Name              string
			CreationTimestamp time.Time
		}
	}
	for _, j := range list[job](t, "jobs", "-l", ours+",app.kubernetes.io/component=long-lane") {
		if !j.Metadata.CreationTimestamp.Before(since.Truncate(time.Second)) {
			names = append(names, j.Metadata.Name)
		}
	}
	return names
}

// long is a dream that is estimated to take longer than the fast lane has for
// it.
const long = "deepdream&octaves=6&steps=60&resolution=0.5"

// A small dream is made by the function, a large one by a Kubernetes Job of its
// own, with progress and previews on the way; each is the only one.
func TestTwoLanes(t *testing.T) {
	c := visitor(t)
	began := time.Now()
	quick := c.submit(t, "deepdream&octaves=2&steps=2", sample(t, 120, 90))
	c.picture(t, quick, 2*time.Minute)
	if names := started(t, began); len(names) > 0 {
		t.Errorf("a small dream started %v", names)
	}

	id := c.submit(t, long, sample(t, 900, 600))
	var progress float64
	preview := ""
	until(t, 4*time.Minute, "progress and a preview", func() error {
		a := c.must(t, http.MethodGet, "/api/jobs/"+id, nil)
		if a.status == http.StatusOK {
			t.Fatal("it was done before it showed a preview")
		}
		var j struct {
			Progress float64
			Links    map[string]string
		}
		if a.status != http.StatusAccepted || json.Unmarshal(a.body, &j) != nil {
			return fmt.Errorf("%v", a)
		}
		if progress, preview = j.Progress, j.Links["preview"]; progress == 0 || preview == "" {
			return fmt.Errorf("progress %v, links %v", j.Progress, j.Links)
		}
		return nil
	})
	if a := c.must(t, http.MethodGet, preview, nil); a.status != http.StatusOK {
		t.Errorf("the preview: %v", a)
	}
	c.picture(t, id, 8*time.Minute)
	if names := started(t, began); len(names) != 1 {
		t.Errorf("a large dream started %v, want one", names)
	}
}

// A long job that is cancelled ends its process and is gone.
func TestCancelInTheLongLane(t *testing.T) {
	c := visitor(t)
	began := time.Now()
	id := c.submit(t, long, sample(t, 900, 600))
	until(t, 4*time.Minute, "the job to run", func() error {
		if a := c.must(t, http.MethodGet, "/api/jobs/"+id, nil); a.header.Get("Job-Status") != "running" {
			return fmt.Errorf("%v", a)
		}
		return nil
	})
	if a := c.must(t, http.MethodDelete, "/api/jobs/"+id, nil); a.status != http.StatusNoContent {
		t.Fatalf("cancel: %v", a)
	}
	if a := c.must(t, http.MethodGet, "/api/jobs/"+id, nil); a.status != http.StatusNotFound {
		t.Errorf("after it was cancelled: %v", a)
	}
	until(t, time.Minute, "its process to end", func() error {
		for _, name := range started(t, began) {
			if active := kubectl(t, "get", "job", name, "-o", "jsonpath={.status.active}", "--ignore-not-found"); active != "" && active != "0" {
				return fmt.Errorf("%s has %s running", name, active)
			}
		}
		return nil
	})
}
