package function

import (
	"context"
	"fmt"
	"net/http"
	"testing"
	"time"
)

// After failures from many addresses everybody waits, for a few minutes only;
// how many were under way at once does not make it longer.
func TestFailuresTogether(t *testing.T) {
	w := newWorld(t)
	w.register("ada")
	ctx := context.Background()
	for i := range freeTogether + 30 {
		if err := w.attempts.failed(ctx, logins("ada", fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
	}
	a := login(t, w.service, "ada", password)
	w.want(a, http.StatusTooManyRequests, "too-many-requests")
	if a.Header.Get("Retry-After") != "300" {
		t.Errorf("Retry-After = %s", a.Header.Get("Retry-After"))
	}
	w.clock.advance(workedOff)
	w.want(login(t, w.service, "ada", "wrong password"), http.StatusUnauthorized, "unauthenticated")
	w.want(login(t, w.service, "ada", password), http.StatusTooManyRequests, "too-many-requests")
	w.clock.advance(workedOff)
	w.want(login(t, w.service, "ada", password), http.StatusOK, "")
}

func TestRecordOfFailuresIsBounded(t *testing.T) {
	w := newWorld(t)
	ctx := context.Background()
	key := logins("ada", "").key
	for i := range 1000 {
		if err := w.attempts.failed(ctx, logins("ada", fmt.Sprintf("2001:db8:%x::", i))); err != nil {
			t.Fatal(err)
		}
		w.clock.advance(time.Nanosecond)
	}
	f, _, err := read[failures](ctx, w.bucket, key)
	if err != nil || len(f.Clients) != countsKept {
		t.Fatalf("%d counts, %v", len(f.Clients), err)
	}
	if _, ok := f.Clients[logins("ada", "2001:db8:3e7::").id()]; !ok {
		t.Error("the latest is missing")
	}
	obj, err := w.bucket.Get(ctx, key, 0)
	if err != nil || len(obj.Body) > recordLimit/2 {
		t.Errorf("%d bytes, %v", len(obj.Body), err)
	}
	w.clock.advance(forgetAfter + time.Second)
	if err := w.attempts.failed(ctx, logins("ada", "203.0.113.7")); err != nil {
		t.Fatal(err)
	}
	if f, _, _ := read[failures](ctx, w.bucket, key); len(f.Clients) != 1 {
		t.Errorf("%d counts after a day", len(f.Clients))
	}
}
