//go:build e2e

package cluster

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"testing"
	"time"
)

// unique is a name that no run before has used.
func unique(name string) string { return name + strconv.FormatInt(time.Now().UnixNano(), 36) }

// The pictures of who is signed in are in the gallery, also when the job is
// gone, and go with the account.
func TestAccountAndGallery(t *testing.T) {
	c := visitor(t)
	name := unique("ada")
	user := c.signUp(t, name)
	id := user.submit(t, "grayscale", sample(t, 64, 48))
	user.picture(t, id, 2*time.Minute)
	if a := c.must(t, http.MethodGet, "/api/jobs/"+id, nil); a.status != http.StatusNotFound {
		t.Errorf("a stranger's look at the job: %v", a)
	}
	type entry struct{ Links map[string]string }
	var items []entry
	until(t, time.Minute, "the gallery", func() error {
		var page struct{ Items []entry }
		a := user.must(t, http.MethodGet, "/api/gallery", nil)
		if err := json.Unmarshal(a.body, &page); err != nil || len(page.Items) != 1 {
			return fmt.Errorf("%v %v", a, err)
		}
		items = page.Items
		return nil
	})
	a := user.must(t, http.MethodGet, items[0].Links["result"], nil)
	if a.status != http.StatusOK {
		t.Fatalf("the result in the gallery: %v", a)
	}
	if err := gray(a.body, 64, 48); err != nil {
		t.Error(err)
	}
	c.signIn(t, "/api/login", name, http.StatusOK)
	if a := user.must(t, http.MethodDelete, "/api/me", []byte(`{"password":"correct horse battery"}`), "Content-Type", "application/json"); a.status >= 300 {
		t.Fatalf("deleting the account: %v", a)
	}
	if a := user.must(t, http.MethodGet, items[0].Links["result"], nil); a.status == http.StatusOK {
		t.Errorf("a picture of a deleted account: %v", a)
	}
}

// A job is gone a while after its last refresh, and its objects with it.
func TestExpiry(t *testing.T) {
	c := visitor(t)
	id := c.submit(t, "grayscale", sample(t, 64, 48))
	a := c.picture(t, id, 2*time.Minute)
	age := 0
	if _, err := fmt.Sscanf(a.header.Get("Cache-Control"), "private, max-age=%d", &age); err != nil || age < 1 || age > 100 {
		t.Fatalf("Cache-Control %q: %v", a.header.Get("Cache-Control"), err)
	}
	end := time.Now().Add(time.Duration(age) * time.Second)
	time.Sleep(time.Until(end.Add(-10 * time.Second)))
	if a := c.must(t, http.MethodHead, "/api/jobs/"+id, nil); a.status != http.StatusOK {
		t.Errorf("shortly before its end: %v", a)
	}
	time.Sleep(time.Until(end.Add(2 * time.Second)))
	if a := c.must(t, http.MethodGet, "/api/jobs/"+id, nil); a.status != http.StatusNotFound {
		t.Errorf("after its end: %v", a)
	}
}
