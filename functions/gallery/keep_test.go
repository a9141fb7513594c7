package function

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	_ "image/jpeg"
	"image/png"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
)

func TestKeptOnce(t *testing.T) {
	w := newWorld(t)
	j := w.job(alice, time.Now().Add(-time.Hour)) // expired long ago, but there
	for range 3 {
		if got := w.finished(j); got != http.StatusNoContent {
			t.Fatalf("status %d", got)
		}
	}
	w.calls.reset()
	w.finished(j)
	if w.calls.n != 1 {
		t.Errorf("%d requests for what is kept, want 1", w.calls.n)
	}
	w.whole(alice, j)
}

func TestThumbnail(t *testing.T) {
	w := newWorld(t)
	j := w.job(alice, noon, func(j *job.Job) {
		b := w.blob(job.NewResultKey(j.ID), pngOf(t, 400, 200, color.Gray{90}))
		j.Result = &b
	})
	w.finished(j)
	res := w.ask(alice, http.MethodGet, itemPath(itemID(noon, j.ID))+"/thumbnail")
	c, _, err := image.DecodeConfig(bytes.NewReader(res.Body))
	if err != nil || c.Width != 360 || c.Height != 180 {
		t.Errorf("thumbnail is %d × %d: %v", c.Width, c.Height, err)
	}
}

func TestWithoutThumbnail(t *testing.T) {
	w := newWorld(t)
	odd := []byte("a picture of a kind that only its converter knows")
	j := w.job(alice, noon, func(j *job.Job) {
		b := w.blob(job.NewResultKey(j.ID), odd)
		b.Type = "text/html"
		j.Result = &b
	})
	if got := w.finished(j); got != http.StatusNoContent {
		t.Fatalf("status %d", got)
	}
	for _, side := range []string{thumbnail, result} {
		res := w.ask(alice, http.MethodGet, itemPath(itemID(noon, j.ID))+"/"+side)
		if w.status(res, http.StatusOK); !bytes.Equal(res.Body, odd) {
			t.Errorf("%s is not the result", side)
		}
		if got := res.Header.Get("Content-Type"); got != "application/octet-stream" {
			t.Errorf("%s goes out as %s", side, got)
		}
	}
}

func TestSizeThatTheRecordLacks(t *testing.T) {
	w := newWorld(t)
	j := w.job(alice, noon, func(j *job.Job) { j.Result.Width, j.Result.Height, j.Parameters = 0, 0, nil })
	w.finished(j)
	if it := w.whole(alice, j); it.Result.Width != 40 || it.Result.Height != 20 || string(it.Parameters) != "{}" {
		t.Errorf("item %+v", it)
	}
}

// A chain: the original is the result of another job, under that job's key.
func TestChain(t *testing.T) {
	w := newWorld(t)
	first := w.job(alice, noon)
	w.finished(first)
	second := w.job(alice, noon.Add(time.Second), func(j *job.Job) { j.Input = *first.Result })
	w.finished(second)
	_, after := pair(t)
	res := w.ask(alice, http.MethodGet, itemPath(itemID(second.CreatedAt, second.ID))+"/original")
	if w.status(res, http.StatusOK); !bytes.Equal(res.Body, after) {
		t.Error("the original is not the previous result")
	}
	if m, err := png.Decode(bytes.NewReader(res.Body)); err != nil || m.Bounds().Dx() != 40 {
		t.Errorf("original: %v", err)
	}
}

func TestNothingToKeep(t *testing.T) {
	ctx := t.Context()
	for name, c := range map[string]struct {
		spoil  func(w *world, j *job.Job)
		marked bool // settled: nobody need ask again
	}{
		"record gone":    {func(w *world, j *job.Job) { w.must(w.jobs.Delete(ctx, job.RecordKey(j.ID))) }, false},
		"original gone":  {func(w *world, j *job.Job) { w.must(w.jobs.Delete(ctx, j.Input.Key)) }, true},
		"result gone":    {func(w *world, j *job.Job) { w.must(w.jobs.Delete(ctx, j.Result.Key)) }, true},
		"result changed": {func(w *world, j *job.Job) { w.blob(j.Result.Key, []byte("other")) }, true},
		"result grown":   {func(w *world, j *job.Job) { w.blob(j.Result.Key, make([]byte, 1<<20)) }, true},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			j := w.job(alice, noon)
			c.spoil(w, j)
			if got := w.finished(j); got != http.StatusAccepted {
				t.Errorf("status %d, want 202", got)
			}
			w.nothingShown(alice, j)
			if keys := w.keys(w.gallery, ""); len(keys) != 0 {
				t.Errorf("objects %q", keys)
			}
			if _, err := w.jobs.Head(ctx, job.ArchivedKey(j.ID)); (err == nil) != c.marked || err != nil && err != store.ErrNotFound {
				t.Errorf("marked: %v, want %v", err == nil, c.marked)
			}
		})
	}
}

// guided gives a job a further picture.
func (w *world) guided(j *job.Job) {
	guide := w.blob(job.PictureKey(j.ID, "guide"), []byte("a guide"))
	j.Parameters = json.RawMessage(`{"a":1,"guide":"` + guide.SHA256 + `"}`)
	j.Pictures = map[string]job.Blob{"guide": guide}
}

// A further picture is kept, or nobody could make the result again, and goes with
// its item.
func TestProvenanceIsKept(t *testing.T) {
	w := newWorld(t)
	j := w.job(alice, noon, func(j *job.Job) {
		w.guided(j)
		j.Provenance = job.Provenance{Runtime: "here", Model: &job.Model{Name: "net", Version: "2", SHA256: "ab"}, Details: map[string]any{"steps": 3}}
	})
	w.status(w.deliverEvent(ended(j)), http.StatusNoContent)
	items, _ := w.items(alice, root)
	if len(items) != 1 {
		t.Fatalf("%d items", len(items))
	}
	p := items[0].Provenance
	if p.Query != "a=1" || p.Pictures["guide"].SHA256 != j.Pictures["guide"].SHA256 || p.Model == nil || p.Model.Name != "net" || p.Details["steps"] != 3.0 || p.Runtime != "here" {
		t.Errorf("%+v", p)
	}
	res := w.ask(alice, http.MethodGet, items[0].Links[further])
	if w.status(res, http.StatusOK); string(res.Body) != "a guide" || !strings.Contains(res.Header.Get("Content-Disposition"), "guide") {
		t.Errorf("the guide is %q, %v", res.Body, res.Header)
	}
	w.status(w.ask(alice, http.MethodDelete, items[0].Links["self"]), http.StatusNoContent)
	if keys := w.keys(w.gallery, picturesPrefix); len(keys) > 0 {
		t.Errorf("left %v", keys)
	}
	plain := w.job(alice, noon)
	w.finished(plain)
	items, _ = w.items(alice, root)
	if link, there := items[0].Links[further]; there {
		t.Errorf("an item without one links to %s", link)
	}
	w.status(w.ask(alice, http.MethodGet, itemPath(items[0].ID)+"/further"), http.StatusNotFound)
}
