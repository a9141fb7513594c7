package function

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/job"
)

func ended(j *job.Job) event.Event { return convert.Ended(j) }

// nothingShown checks that a user sees nothing of a job.
func (w *world) nothingShown(user string, j *job.Job) {
	w.t.Helper()
	self := itemPath(itemID(j.CreatedAt, j.ID))
	for _, target := range []string{self, self + "/original", self + "/result", self + "/thumbnail"} {
		w.status(w.ask(user, http.MethodGet, target), http.StatusNotFound)
	}
	items, _ := w.items(user, root)
	for _, it := range items {
		if it.ID == itemID(j.CreatedAt, j.ID) {
			w.t.Fatalf("the list shows %s", it.ID)
		}
	}
}

func TestEventsThatAreNotForIt(t *testing.T) {
	w := newWorld(t)
	anonymous := w.job("", noon)
	failed := w.job(alice, noon, func(j *job.Job) { j.State, j.Result = job.Failed, nil })
	hostile := w.job("../bob", noon)
	claim := func(j *job.Job) event.Event { // says owned whatever the record says
		e := event.New("1", "x", event.ConversionSucceeded, j.ID)
		e.SetExtension(event.Owned, "true")
		return e
	}
	for name, c := range map[string]struct {
		event event.Event
		want  int
	}{
		"anonymous":         {ended(anonymous), 204},
		"no owner in truth": {claim(anonymous), 202},
		"failed":            {claim(failed), 202},
		"owner with a path": {claim(hostile), 202},
		"unknown job":       {claim(&job.Job{ID: job.NewID()}), 202},
		"no job":            {claim(&job.Job{ID: "../../x"}), 202},
		"another type":      {event.New("1", "x", event.SweepRequested, "s"), 202},
		"no account":        {event.New("1", "x", event.AccountDeleted, "a/../b"), 202},
	} {
		t.Run(name, func(t *testing.T) {
			res := w.deliverEvent(c.event)
			if res.StatusCode != c.want || len(res.Body) != 0 {
				t.Errorf("status %d, want %d: %s", res.StatusCode, c.want, res.Body)
			}
		})
	}
	if keys := w.keys(w.gallery, ""); len(keys) != 0 {
		t.Errorf("objects %q", keys)
	}
}

func TestMalformedEvents(t *testing.T) {
	w := newWorld(t)
	binary := func(name, value string) http.Header {
		h := http.Header{"Ce-Specversion": {"1.0"}, "Ce-Id": {"1"}, "Ce-Source": {"x"}, "Ce-Type": {event.ConversionSucceeded}}
		h.Set(name, value)
		return h
	}
	for name, c := range map[string]struct {
		method string
		header http.Header
		body   string
		want   int
	}{
		"version":        {"POST", binary("Ce-Specversion", "7"), "", 400},
		"no ID":          {"POST", binary("Ce-Id", ""), "", 400},
		"no subject":     {"POST", binary("Ce-Owned", "true"), "", 202},
		"time":           {"POST", binary("Ce-Time", "noon"), "", 400},
		"not JSON":       {"POST", http.Header{"Content-Type": {"application/cloudevents+json"}}, "{", 400},
		"empty document": {"POST", http.Header{"Content-Type": {"application/cloudevents+json"}}, "{}", 400},
		"batch":          {"POST", http.Header{"Content-Type": {"application/cloudevents-batch+json"}}, "[]", 400},
		"GET":            {"GET", binary("Ce-Owned", "true"), "", 405},
	} {
		t.Run(name, func(t *testing.T) {
			res := w.do(handler.Request{Method: c.method, Header: c.header, Body: []byte(c.body)})
			if res.StatusCode != c.want {
				t.Errorf("status %d, want %d: %s", res.StatusCode, c.want, res.Body)
			}
		})
	}
}

func TestStructuredMode(t *testing.T) {
	for _, owned := range []any{"true", true} {
		w := newWorld(t)
		j := w.job(alice, noon)
		body, err := json.Marshal(map[string]any{
			"specversion": "1.0", "id": "1", "source": "x", "type": event.ConversionSucceeded, "subject": j.ID, "owned": owned,
		})
		w.must(err)
		res := w.do(handler.Request{
			Method: "POST", Header: http.Header{"Content-Type": {"application/cloudevents+json"}}, Body: body,
		})
		w.status(res, http.StatusNoContent)
		w.whole(alice, j)
	}
}

func TestAccountDeleted(t *testing.T) {
	w := newWorld(t)
	for i := range 3 {
		w.finished(w.job(alice, noon.Add(time.Duration(i)*time.Second)))
	}
	w.finished(w.job(alice+"x", noon)) // an ID that begins like hers
	mine := w.job(bob, noon)
	w.finished(mine)
	for range 2 { // the second delivery answers the same
		res := w.accountDeleted(alice)
		w.status(res, http.StatusOK)
		e, err := event.Parse(res.Header, res.Body)
		w.must(err)
		if e.Type() != event.AccountPicturesDeleted || e.Subject() != alice || e.ID() != "e1.pictures-deleted" {
			t.Errorf("answer %v", e)
		}
	}
	w.emptied(alice)
	for _, user := range []string{alice + "x", bob} {
		if items, _ := w.items(user, root); len(items) != 1 {
			t.Errorf("%s has %d items, want 1", user, len(items))
		}
	}
	late := w.job(alice, noon.Add(time.Hour)) // was under way
	if got := w.finished(late); got != http.StatusNoContent {
		t.Errorf("status %d", got)
	}
	w.emptied(alice)
}

// emptied checks that nothing of an account is stored, but the mark.
func (w *world) emptied(account string) {
	w.t.Helper()
	if items, _ := w.items(account, root); len(items) != 0 {
		w.t.Fatalf("items of %s: %v", account, ids(items))
	}
	if keys := append(w.keys(w.gallery, itemPrefix(account)), w.keys(w.gallery, picturePrefix(account))...); len(keys) != 0 {
		w.t.Fatalf("left of %s: %q", account, keys)
	}
}

func TestAccountDeletionCutOff(t *testing.T) {
	for _, lost := range []bool{false, true} {
		for nth := 1; ; nth++ {
			w := newWorld(t)
			w.finished(w.job(alice, noon))
			w.breakAt(nth, lost)
			res := w.accountDeleted(alice)
			if res.StatusCode == http.StatusOK {
				if nth < 5 {
					t.Fatalf("only %d calls", nth)
				}
				break
			}
			w.status(res, http.StatusServiceUnavailable)
			w.calls.reset()
			w.status(w.accountDeleted(alice), http.StatusOK)
			w.emptied(alice)
		}
	}
}

// An account is deleted at any moment while a picture of it is being kept, and
// the other way round: a picture is kept at any moment of a deletion.
func TestAccountDeletedMeanwhile(t *testing.T) {
	for nth := 1; nth <= 16; nth++ {
		w := newWorld(t)
		j := w.job(alice, noon)
		w.calls.set(at(nth, func() error { w.calls.reset(); w.accountDeleted(alice); return nil }), nil)
		if got := w.finished(j); got != http.StatusNoContent {
			t.Fatalf("keeping, call %d: status %d", nth, got)
		}
		w.calls.reset()
		if _, err := w.gallery.Head(t.Context(), goneKey(alice)); err == nil {
			w.emptied(alice)
		} else {
			w.whole(alice, j) // over before that call
		}

		w = newWorld(t)
		j = w.job(alice, noon)
		w.calls.set(at(nth, func() error { w.calls.reset(); w.finished(j); return nil }), nil)
		w.status(w.accountDeleted(alice), http.StatusOK)
		w.finished(j)
		w.emptied(alice)
	}
}

// What a delivery that was cut off left behind goes with the next one, when the
// item or its account was deleted in between.
func TestLeftovers(t *testing.T) {
	for name, c := range map[string]struct {
		gone bool     // the account, and not only the item
		left []string // sides, and "" for the record
	}{
		"item deleted":                     {false, sides},
		"account deleted, pictures left":   {true, sides},
		"account deleted, whole item left": {true, append([]string{""}, sides...)},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			j := w.job(alice, noon)
			id := itemID(noon, j.ID)
			w.finished(j)
			o, err := w.gallery.Get(t.Context(), itemKey(alice, id), 0)
			w.must(err)
			if c.gone {
				w.status(w.accountDeleted(alice), http.StatusOK)
			} else {
				w.status(w.ask(alice, http.MethodDelete, itemPath(id)), http.StatusNoContent)
			}
			w.must(w.jobs.Delete(t.Context(), job.ArchivedKey(j.ID)))
			for _, side := range c.left {
				if side == "" {
					w.write(itemKey(alice, id), string(o.Body))
				} else {
					w.write(pictureKey(alice, id, side), "x")
				}
			}
			if got := w.finished(j); got != http.StatusNoContent {
				t.Fatalf("status %d", got)
			}
			w.nothingShown(alice, j)
			if keys := w.keys(w.gallery, picturesPrefix); len(keys) != 0 {
				t.Errorf("pictures left: %q", keys)
			}
		})
	}
}
