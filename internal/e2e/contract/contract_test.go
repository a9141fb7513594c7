package contract

import (
	"net/http"
	"slices"
	"sort"
	"strings"
	"testing"
)

// unprovoked are the documented answers that this test cannot cause, each with
// the reason. Whoever documents another answer provokes it, or says here why
// not.
var unprovoked = map[string]string{}

// Its parts note what they saw in one checker; the last one looks at what none
// of them did, and so they run in this order.
func TestContract(t *testing.T) {
	w := newWorld(t)
	t.Run("examples", w.examples)
	t.Run("statuses", w.statuses)
	t.Run("conflict", w.conflict)
	t.Run("cancelled", w.cancelled)
	t.Run("too many attempts", w.tooManyAttempts)
	t.Run("slow", w.slow)
	t.Run("away", w.away)
	t.Run("methods", w.methods)
	if t.Failed() {
		return // what was not seen follows from that
	}
	unseen := w.checker.Unseen()
	for _, name := range unseen {
		if unprovoked[name] == "" {
			t.Errorf("%s is documented, and nothing provokes it", name)
		} else {
			t.Logf("not provoked: %s: %s", name, unprovoked[name])
		}
	}
	for name := range unprovoked {
		if !slices.Contains(unseen, name) {
			t.Errorf("%s is listed as not to be provoked, but was seen, or is not documented", name)
		}
	}
}

// methods sends to every documented path every method that it does not have.
func (w *world) methods(t *testing.T) {
	documented := map[string][]string{}
	for _, op := range w.checker.Document().Operations() {
		path := strings.NewReplacer("{id}", "AAAAAAAAAAAAAAAAAAAAAAAAAA", "{name}", "contrast", "{code}", "too-large").Replace(op.Path)
		documented[path] = append(documented[path], op.Method)
		if op.Method == http.MethodGet {
			documented[path] = append(documented[path], http.MethodHead)
		}
	}
	for path, methods := range documented {
		sort.Strings(methods)
		methods = slices.Compact(methods)
		for _, method := range []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW"} {
			if slices.Contains(methods, method) || method == "CONNECT" {
				continue
			}
			a := w.main.Do(t, method, path, nil)
			if a.Status != http.StatusMethodNotAllowed || a.Header.Get("Allow") != strings.Join(methods, ", ") {
				t.Errorf("%v; Allow %q, want 405 and %v", a, a.Header.Get("Allow"), methods)
			}
		}
	}
}
