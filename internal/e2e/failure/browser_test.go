package failure

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/reverie-image/reverie/internal/e2e/proc"
)

// leave posts a picture, waits for the result as a browser does, and goes away
// before it is there. It returns the ID that it never learned.
func (w *world) leave(c client, conversion string) string {
	w.t.Helper()
	ctx, close := context.WithCancel(w.t.Context())
	defer close()
	gone := make(chan error, 1)
	go func() {
		_, err := c.try(ctx, http.MethodPost, "/api/jobs?converter="+conversion, input, "Prefer", "wait=10")
		gone <- err
	}()
	var ids []string
	proc.Until(w.t, limit, "the job to be accepted", func() error {
		if ids = w.storage.jobs(); len(ids) != 1 {
			return fmt.Errorf("%d jobs", len(ids))
		}
		return nil
	})
	close()
	if err := <-gone; err == nil {
		w.t.Fatal("the browser had its answer before it left")
	}
	return ids[0]
}

// The browser of somebody anonymous goes away: the job expires, and nothing of
// it stays.
func TestAnonymousBrowserLeaves(t *testing.T) {
	t.Parallel()
	w := newWorld(t, options{env: quick("JOB_TTL", "3s", "JOB_LEASE", "1s", "JOB_REQUEUE", "1s")})
	c := client{t: t, url: w.URL()}
	id := w.leave(c, "slow&ms=1000")
	if a := c.get(jobs + id); a.status != http.StatusAccepted {
		t.Errorf("under way: %v", a)
	}
	flipped(t, c.picture(id).body)
	proc.Until(t, limit, "expiry", func() error {
		if a := c.get(jobs + id); a.status != http.StatusNotFound || a.problem() != "not-found" {
			return fmt.Errorf("%v", a)
		}
		return nil
	})
	proc.Until(t, limit, "the sweep", func() error {
		if left := w.storage.objects(id); len(left) > 0 {
			return fmt.Errorf("there are %v", left)
		}
		return nil
	})
}

// The browser of somebody signed in goes away: the picture is in the gallery,
// and is so after the job has expired.
func TestSignedInBrowserLeaves(t *testing.T) {
	t.Parallel()
	w := newWorld(t, options{env: quick("JOB_TTL", "3s", "JOB_LEASE", "1s", "JOB_REQUEUE", "1s")})
	c := client{t: t, url: w.URL()}.signUp("walker")
	id := w.leave(c, "slow&ms=1000")
	c.kept(1)
	proc.Until(t, limit, "the sweep", func() error {
		if left := w.storage.objects(id); len(left) > 0 {
			return fmt.Errorf("there are %v", left)
		}
		return nil
	})
	c.kept(1)
}
