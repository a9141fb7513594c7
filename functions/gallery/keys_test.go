package function

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/job"
)

func TestItemIDsCountDown(t *testing.T) {
	times := []time.Time{time.Unix(0, 0), time.Unix(0, 1000), noon, noon.Add(time.Microsecond), noon.AddDate(90, 0, 0)}
	var ids []string
	for _, at := range times {
		id := itemID(at, job.NewID())
		if !validItem(id) || len(id) > 64 {
			t.Errorf("%s is no ID", id)
		}
		ids = append(ids, id)
	}
	slices.Reverse(ids)
	if !slices.IsSorted(ids) {
		t.Errorf("newest first: %v", ids)
	}
	for _, at := range []time.Time{{}, time.Unix(1<<40, 0)} { // of a damaged record
		if id := itemID(at, job.NewID()); !validItem(id) {
			t.Errorf("%v: %s is no ID", at, id)
		}
	}
}

// Whatever a path holds, what is taken of it stays below the account's keys.
func FuzzParsePath(f *testing.F) {
	id := itemID(noon, job.NewID())
	for _, s := range []string{"", "/", "/" + id, "/" + id + "/original", "/" + id + "/../x", "/../" + id, "/%2e%2e", "//" + id} {
		f.Add(root + s)
	}
	f.Fuzz(func(t *testing.T, path string) {
		id, side, err := parsePath(path)
		if err != nil {
			return
		}
		want := root
		if id != "" {
			want += "/" + id
		}
		if side != "" {
			want += "/" + side
		}
		if path != want || strings.ContainsAny(id+side, "/.%\\\x00") || (side != "" && !slices.Contains(sides, side)) {
			t.Errorf("%q is taken as %q, %q", path, id, side)
		}
	})
}
