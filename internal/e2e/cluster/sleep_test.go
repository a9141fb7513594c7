//go:build e2e

package cluster

import (
	"net/http"
	"testing"
	"time"
)

// A request to a chain that sleeps as a whole, gateway to converter, ends with
// the right picture.
func TestSleepingChain(t *testing.T) {
	c := visitor(t)
	picture := sample(t, 64, 48)
	asleep(t)
	began := time.Now()
	id := c.submit(t, "grayscale", picture)
	a := c.picture(t, id, 2*time.Minute)
	if err := gray(a.body, 64, 48); err != nil {
		t.Error(err)
	}
	t.Logf("from nothing to the picture: %v", time.Since(began))

	began = time.Now()
	warm := c.must(t, http.MethodPost, "/api/jobs?converter=grayscale", picture, "Prefer", "wait=10")
	if warm.status != http.StatusOK {
		t.Fatalf("warm: %v", warm)
	}
	if err := gray(warm.body, 64, 48); err != nil {
		t.Error(err)
	}
	t.Logf("warm: %v", time.Since(began))
	asleep(t)
}
