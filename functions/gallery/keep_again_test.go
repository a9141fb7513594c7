package function

import (
	_ "image/jpeg"
	"net/http"
	"sync"
	"testing"

	"github.com/reverie-image/reverie/shared/job"
)

// Whatever call fails, done or not done: no half item is seen, the broker is
// told to come again, and the next delivery makes it whole.
func TestCutOffAnywhere(t *testing.T) {
	for _, lost := range []bool{false, true} {
		nth := 1
		for ; ; nth++ {
			w := newWorld(t)
			j := w.job(alice, noon, w.guided)
			w.breakAt(nth, lost)
			status := w.finished(j)
			if status == http.StatusNoContent {
				break
			}
			if status != http.StatusServiceUnavailable {
				t.Fatalf("call %d, lost %v: status %d", nth, lost, status)
			}
			w.calls.reset()
			if items, _ := w.items(alice, root); len(items) > 0 {
				for _, side := range sides {
					w.status(w.ask(alice, http.MethodGet, items[0].Links[side]), http.StatusOK)
				}
			}
			if got := w.finished(j); got != http.StatusNoContent {
				t.Fatalf("call %d, lost %v: second delivery: status %d", nth, lost, got)
			}
			w.whole(alice, j)
		}
		if nth < 12 {
			t.Errorf("a delivery has %d calls; the test cut off none of the later ones", nth)
		}
	}
}

// The mark could not be written, the user deletes the item, the job comes again.
func TestDeletedItemStaysDeleted(t *testing.T) {
	for nth := 0; nth < 20; nth++ {
		w := newWorld(t)
		j := w.job(alice, noon)
		self := itemPath(itemID(noon, j.ID))
		w.finished(j)
		w.must(w.jobs.Delete(t.Context(), job.ArchivedKey(j.ID)))
		w.calls.set(at(nth, func() error { // while the second delivery is at work
			w.status(w.ask(alice, http.MethodDelete, self), http.StatusNoContent)
			return nil
		}), nil)
		if nth == 0 { // or before it
			w.status(w.ask(alice, http.MethodDelete, self), http.StatusNoContent)
		}
		if got := w.finished(j); got != http.StatusNoContent {
			t.Fatalf("call %d: status %d", nth, got)
		}
		if w.calls.reset(); w.ask(alice, http.MethodGet, self).StatusCode == http.StatusOK { // it was faster than that call
			w.status(w.ask(alice, http.MethodDelete, self), http.StatusNoContent)
		}
		w.finished(j)
		w.nothingShown(alice, j)
		if keys := w.keys(w.gallery, picturesPrefix); len(keys) != 0 {
			t.Fatalf("call %d: pictures left: %q", nth, keys)
		}
	}
}

// At each call of a delivery another one overtakes it and the user deletes what
// that kept: the slower one must not bring it back.
func TestSlowDeliveryAfterDelete(t *testing.T) {
	for nth, overtaken := 1, true; overtaken; nth++ {
		w := newWorld(t)
		j := w.job(alice, noon)
		overtaken = false
		w.calls.set(at(nth, func() error {
			w.calls.reset()
			overtaken = true
			w.finished(j)
			w.status(w.ask(alice, http.MethodDelete, itemPath(itemID(noon, j.ID))), http.StatusNoContent)
			return nil
		}), nil)
		if got := w.finished(j); got != http.StatusNoContent {
			t.Fatalf("call %d: status %d", nth, got)
		}
		w.calls.reset()
		if !overtaken {
			w.whole(alice, j)
			return
		}
		w.nothingShown(alice, j)
		if keys := w.keys(w.gallery, picturesPrefix); len(keys) != 0 {
			t.Fatalf("call %d: pictures left: %q", nth, keys)
		}
	}
}

func TestManyDeliveriesAtOnce(t *testing.T) {
	w := newWorld(t)
	j := w.job(alice, noon)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if got := w.finished(j); got != http.StatusNoContent {
				t.Errorf("status %d", got)
			}
			w.items(alice, root)
		})
	}
	wg.Wait()
	w.whole(alice, j)
}
