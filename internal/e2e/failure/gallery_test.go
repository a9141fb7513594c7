package failure

import (
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/reverie-image/reverie/internal/e2e/proc"
)

// The gallery is down for longer than jobs are kept: conversions work, and the
// pictures arrive when it is back.
func TestGalleryIsDown(t *testing.T) {
	for name, tc := range map[string]struct {
		tries int // of the broker; then it gives the event up
	}{
		"the broker tries on":     {1000},
		"the broker has given up": {2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, options{
				env:   quick("JOB_TTL", "3s", "JOB_LEASE", "1s", "JOB_REQUEUE", "1s"),
				apart: []string{"gallery", "sweep"},
				retry: retry(tc.tries),
			})
			gallery, sweep := w.start("gallery"), w.start("sweep")
			c := client{t: t, url: w.URL()}.signUp("bob")
			gallery.Kill()

			var ids []string
			for range 3 {
				ids = append(ids, c.submit("flip-horizontal"))
			}
			for _, id := range ids {
				flipped(t, c.picture(id).body)
			}
			unavailable(t, "gallery", c.get("/api/gallery"))
			for _, id := range ids {
				proc.Until(t, limit, "expiry", func() error {
					if a := c.get(jobs + id); a.status != http.StatusNotFound {
						return fmt.Errorf("%v", a)
					}
					return nil
				})
			}
			time.Sleep(2 * time.Second) // some sweeps, all after the expiry
			for _, id := range ids {
				if n := w.storage.results(id); n != 1 {
					t.Fatalf("job %s has %d results: they were swept before the gallery had them", id, n)
				}
			}

			w.start("gallery")
			if tc.tries < 10 {
				// The sweep reminds of each picture every minute. One that
				// starts afresh, as after a scale to zero, does so at once.
				sweep.Kill()
				w.start("sweep")
			}
			c.kept(3)
			proc.Until(t, limit, "the sweep", func() error {
				for _, id := range ids {
					if left := w.storage.objects(id); len(left) > 0 {
						return fmt.Errorf("there are %v", left)
					}
				}
				return nil
			})
			c.kept(3)
		})
	}
}

// The event of a result comes to the gallery several times: it is one item.
func TestGalleryIsToldTwice(t *testing.T) {
	t.Parallel()
	w := newWorld(t, options{apart: []string{"gallery"}})
	w.start("gallery")
	c := client{t: t, url: w.URL()}.signUp("carol")
	id := c.submit("flip-horizontal")
	c.picture(id)
	e := ended(w.storage.record(id))
	for range 2 {
		for _, a := range deliver(t, proc.URL(w.ports["gallery"]), e, 4) {
			if a.status != http.StatusNoContent {
				t.Errorf("delivery: %v", a)
			}
		}
		c.kept(1)
	}
}
