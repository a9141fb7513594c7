package function

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/job"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 123456789, time.UTC)

func TestItemAsTheAPIShowsIt(t *testing.T) {
	w := newWorld(t)
	j := w.job(alice, noon)
	w.status(w.deliverEvent(ended(j)), http.StatusNoContent)
	res := w.ask(alice, http.MethodGet, itemPath(itemID(noon, j.ID)))
	w.status(res, http.StatusOK)
	var got map[string]any
	w.must(json.Unmarshal(res.Body, &got))
	self := "/api/gallery/" + got["id"].(string)
	side := func(b job.Blob) map[string]any {
		return map[string]any{"type": "image/png", "size": float64(b.Size), "width": 40.0, "height": 20.0}
	}
	want := map[string]any{
		"id": got["id"], "converter": "grayscale", "parameters": map[string]any{"a": 1.0},
		"created_at": "2026-03-04T12:00:00.123456789Z", "name": "photo of me.jpeg",
		"original": side(j.Input), "result": side(*j.Result),
		"provenance": map[string]any{
			"converter": "grayscale", "converter_version": "1", "parameters": map[string]any{"a": 1.0}, "query": "a=1",
			"input":              map[string]any{"sha256": j.Input.SHA256, "type": "image/png", "width": 40.0, "height": 20.0},
			"conversion_seconds": 0.0,
		},
		"links": map[string]any{"self": self, "original": self + "/original", "result": self + "/result", "thumbnail": self + "/thumbnail"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if listed, _ := w.items(alice, root); len(listed) != 1 || listed[0].Links["self"] != self {
		t.Errorf("listed %+v", listed)
	}
}

func TestPictures(t *testing.T) {
	w := newWorld(t)
	j := w.job(alice, noon)
	w.finished(j)
	it := w.whole(alice, j)
	names := map[string]string{
		original:  `inline; filename="photo of me.png"`,
		result:    `inline; filename="photo of me-grayscale.png"`,
		thumbnail: `inline; filename="photo of me-grayscale-thumbnail.jpg"`,
	}
	for side, name := range names {
		path := it.Links[side]
		full := w.ask(alice, http.MethodGet, path)
		etag := full.Header.Get("ETag")
		if got := full.Header.Get("Content-Disposition"); got != name {
			t.Errorf("%s: Content-Disposition %s, want %s", side, got, name)
		}
		if got := full.Header.Get("Cache-Control"); !strings.HasPrefix(got, "private") {
			t.Errorf("%s: Cache-Control %s", side, got)
		}
		if !strings.HasPrefix(full.Header.Get("Content-Type"), "image/") {
			t.Errorf("%s: Content-Type %s", side, full.Header.Get("Content-Type"))
		}
		head := w.ask(alice, http.MethodHead, path)
		if w.status(head, http.StatusOK); len(head.Body) != 0 || head.Header.Get("Content-Length") != fmt.Sprint(len(full.Body)) || head.Header.Get("ETag") != etag {
			t.Errorf("%s: HEAD %v", side, head.Header)
		}
		for value, want := range map[string]int{
			etag: 304, "W/" + etag: 304, `"x", ` + etag: 304, "*": 304, `"x"`: 200, "": 200,
		} {
			res := w.ask(alice, http.MethodGet, path, "If-None-Match", value)
			if w.status(res, want); want == 304 && (len(res.Body) != 0 || res.Header.Get("ETag") != etag) {
				t.Errorf("%s: 304 with %v", side, res.Header)
			}
		}
	}
	if etag := w.ask(alice, http.MethodGet, it.Links[original]).Header.Get("ETag"); etag != `"`+j.Input.SHA256+`"` {
		t.Errorf("ETag %s is not the SHA-256", etag)
	}
}

func TestRefused(t *testing.T) {
	w := newWorld(t)
	j := w.job(alice, noon)
	w.finished(j)
	self := itemPath(itemID(noon, j.ID))
	other := itemPath(itemID(noon, job.NewID()))
	for _, c := range []struct {
		user, method, target string
		want                 fault.Code
	}{
		{"", "GET", root, fault.Unauthenticated},
		{"", "GET", self, fault.Unauthenticated},
		{"", "DELETE", self, fault.Unauthenticated},
		{"", "GET", root + "/nonsense", fault.Unauthenticated},
		{"alice/../bob", "GET", root, fault.Unauthenticated},
		{strings.Repeat("a", 129), "GET", root, fault.Unauthenticated},
		{bob, "GET", self, fault.NotFound},
		{bob, "GET", self + "/original", fault.NotFound},
		{bob, "GET", self + "/thumbnail", fault.NotFound},
		{bob, "DELETE", self, fault.NotFound},
		{alice, "GET", other, fault.NotFound},
		{alice, "DELETE", other, fault.NotFound},
		{alice, "GET", root + "/", fault.NotFound},
		{alice, "GET", self + "/", fault.NotFound},
		{alice, "GET", self + "/original/", fault.NotFound},
		{alice, "GET", self + "/record", fault.NotFound},
		{alice, "GET", self + "/..", fault.NotFound},
		{alice, "GET", root + "/../gallery", fault.NotFound},
		{alice, "GET", root + "/..%2f" + bob, fault.NotFound},
		{alice, "GET", root + "//" + itemID(noon, j.ID), fault.NotFound},
		{alice, "GET", strings.ToUpper(self), fault.NotFound},
		{alice, "GET", "/api/galleryx", fault.NotFound},
		{alice, "GET", "/", fault.NotFound},
		{alice, "POST", root, fault.MethodNotAllowed},
		{alice, "PUT", self, fault.MethodNotAllowed},
		{alice, "DELETE", self + "/original", fault.MethodNotAllowed},
		{alice, "GET", root + "?limit=0", fault.InvalidParameters},
		{alice, "GET", root + "?limit=101", fault.InvalidParameters},
		{alice, "GET", root + "?limit=ten", fault.InvalidParameters},
		{alice, "GET", root + "?after=../" + bob, fault.InvalidParameters},
		{alice, "GET", root + "?limit=%zz", fault.Malformed},
	} {
		t.Run(c.method+" "+c.target, func(t *testing.T) {
			w.t = t
			w.problem(w.ask(c.user, c.method, c.target), c.want)
		})
	}
	w.t = t
	w.whole(alice, j)
}

func TestStoreDownIsSaidSo(t *testing.T) {
	w := newWorld(t)
	j := w.job(alice, noon)
	w.finished(j)
	self := itemPath(itemID(noon, j.ID))
	w.calls.set(func(int) error { return storeDown() }, nil)
	for _, target := range []string{root, self, self + "/result"} {
		w.problem(w.ask(alice, http.MethodGet, target), fault.Unavailable)
	}
	w.problem(w.ask(alice, http.MethodDelete, self), fault.Unavailable)
	w.calls.reset()
	w.whole(alice, j)
}

func TestDelete(t *testing.T) {
	w := newWorld(t)
	j := w.job(alice, noon)
	w.finished(j)
	self := itemPath(itemID(noon, j.ID))
	w.status(w.ask(alice, http.MethodDelete, self), http.StatusNoContent)
	w.nothingShown(alice, j)
	w.problem(w.ask(alice, http.MethodDelete, self), fault.NotFound)
	if keys := w.keys(w.gallery, picturesPrefix); len(keys) != 0 {
		t.Errorf("pictures left: %q", keys)
	}
}

// However a deletion is cut off, the next one ends it.
func TestDeleteCutOff(t *testing.T) {
	for _, lost := range []bool{false, true} {
		for nth := 1; ; nth++ {
			w := newWorld(t)
			j := w.job(alice, noon)
			w.finished(j)
			self := itemPath(itemID(noon, j.ID))
			if w.breakAt(nth, lost); w.ask(alice, http.MethodDelete, self).StatusCode == http.StatusNoContent {
				if nth < 3 {
					t.Fatalf("only %d calls", nth)
				}
				break
			}
			w.calls.reset()
			w.ask(alice, http.MethodDelete, self)
			w.nothingShown(alice, j)
			if keys := w.keys(w.gallery, picturesPrefix); len(keys) != 0 {
				t.Fatalf("call %d, lost %v: pictures left: %q", nth, lost, keys)
			}
		}
	}
}
