package function

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/store"
)

func TestPages(t *testing.T) {
	w := newWorld(t)
	var want []string
	for i := range 60 { // three at each moment: the order of equals is stable too
		j := w.job(alice, noon.Add(time.Duration(i/3)*time.Minute))
		w.finished(j)
		want = append(want, itemID(j.CreatedAt, j.ID))
	}
	w.finished(w.job(alice+"2", noon))
	w.finished(w.job(bob, noon))
	slices.Sort(want)

	for target, sizes := range map[string][]int{
		root:                {24, 24, 12},
		root + "?limit=20":  {20, 20, 20},
		root + "?limit=100": {60},
		root + "?limit=59":  {59, 1},
	} {
		items, pages := w.items(alice, target)
		if !slices.Equal(pages, sizes) {
			t.Errorf("%s: pages of %v, want %v", target, pages, sizes)
		}
		if got := ids(items); !slices.Equal(got, want) {
			t.Errorf("%s: order %v, want %v", target, got, want)
		}
		if !slices.IsSortedFunc(items, func(a, b view) int { return b.CreatedAt.Compare(a.CreatedAt) }) {
			t.Errorf("%s: not newest first", target)
		}
	}
}

func TestPagesWhileTheyChange(t *testing.T) {
	w := newWorld(t)
	var all []string
	for i := range 10 {
		j := w.job(alice, noon.Add(-time.Duration(i)*time.Second))
		w.finished(j)
		all = append(all, itemID(j.CreatedAt, j.ID))
	}
	for _, i := range []int{0, 3, 4, 5, 9} { // 3 and 9 are also ends of pages
		w.status(w.ask(alice, http.MethodDelete, itemPath(all[i])), http.StatusNoContent)
	}
	if got, _ := w.items(alice, root+"?after="+all[3]+"&limit=2"); !slices.Equal(ids(got), all[6:9]) {
		t.Errorf("after a deleted item: %v, want %v", ids(got), all[6:9])
	}
	w.finished(w.job(alice, noon.Add(time.Hour))) // newer than the page that is open
	got, pages := w.items(alice, root+"?after="+all[1]+"&limit=2")
	if want := append([]string{all[2]}, all[6:9]...); !slices.Equal(ids(got), want) || !slices.Equal(pages, []int{2, 2}) {
		t.Errorf("pages %v of %v, want %v", pages, ids(got), want)
	}
}

func TestTombstonesGoWhenTheyAreOld(t *testing.T) {
	w := newWorld(t)
	kept := w.job(alice, noon)
	w.finished(kept)
	for i := range 5 {
		j := w.job(alice, noon.Add(time.Duration(i+1)*time.Minute))
		w.finished(j)
		w.status(w.ask(alice, http.MethodDelete, itemPath(itemID(j.CreatedAt, j.ID))), http.StatusNoContent)
		// What a deletion that was cut off leaves.
		w.write(pictureKey(alice, itemID(j.CreatedAt, j.ID), original), "x")
	}
	count := func() int { return len(w.keys(w.gallery, "")) }
	w.items(alice, root)
	if n := count(); n != 4+5+5 {
		t.Fatalf("%d objects, young tombstones must stay", n)
	}
	w.now = func() time.Time { return time.Now().Add(tombstoneAge + time.Minute) }
	w.items(alice, root+"?limit=1")
	w.now = time.Now
	w.whole(alice, kept)
}

func TestDamagedRecordHidesNothingElse(t *testing.T) {
	w := newWorld(t)
	good, bad := w.job(alice, noon), w.job(alice, noon.Add(time.Second))
	w.finished(good)
	w.finished(bad)
	id := itemID(bad.CreatedAt, bad.ID)
	w.write(itemKey(alice, id), "{")
	if got, _ := w.items(alice, root); len(got) != 1 || got[0].ID != itemID(good.CreatedAt, good.ID) {
		t.Errorf("items %v", ids(got))
	}
	w.status(w.ask(alice, http.MethodGet, itemPath(id)), http.StatusInternalServerError)
	w.status(w.ask(alice, http.MethodDelete, itemPath(id)), http.StatusNoContent)
	if got, _ := w.items(alice, root); len(got) != 1 {
		t.Errorf("items %v", ids(got))
	}
}

func (w *world) write(key, body string) {
	w.t.Helper()
	_, err := w.gallery.Put(w.t.Context(), key, []byte(body), store.PutOptions{})
	w.must(err)
}

func ids(items []view) (out []string) {
	for _, it := range items {
		out = append(out, it.ID)
	}
	return out
}
