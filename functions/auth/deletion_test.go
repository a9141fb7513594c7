package function

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/event"
)

func remove(t testing.TB, s *service, token, password string) answer {
	t.Helper()
	return send(t, s, "DELETE", "/api/me", `{"password":"`+password+`"}`, "Authorization", "Bearer "+token)
}

func TestDeleteAccount(t *testing.T) {
	w := newWorld(t)
	a := w.register("ada")
	bob := w.register("bob")
	login(t, w.service, "ada", password)
	login(t, w.service, "ada", "wrong password")

	gone := remove(t, w.service, a.token(), password)
	w.want(gone, http.StatusNoContent, "")
	if !strings.Contains(gone.Header.Get("Set-Cookie"), "Max-Age=0") {
		t.Errorf("Set-Cookie = %s", gone.Header.Get("Set-Cookie"))
	}
	w.want(check(t, w.service, a.token()), http.StatusUnauthorized, "unauthenticated")
	w.want(check(t, w.instance(), a.token()), http.StatusUnauthorized, "unauthenticated")
	w.want(refresh(t, w.service, a.cookie()), http.StatusUnauthorized, "unauthenticated")
	w.want(login(t, w.service, "ada", password), http.StatusUnauthorized, "unauthenticated")
	w.want(remove(t, w.service, a.token(), password), http.StatusUnauthorized, "unauthenticated")
	if got := w.sink.subjects(t); len(got) != 1 || got[0] != a.id() {
		t.Errorf("announced: %v", got)
	}
	for _, key := range w.keys("") {
		obj, err := w.bucket.Get(context.Background(), key, 0)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(strings.ToLower(string(obj.Body)), "ada") {
			t.Errorf("%s still says %s", key, obj.Body)
		}
	}
	if got := w.keys("sessions/"); len(got) != 1 || !strings.Contains(got[0], bob.id()) {
		t.Errorf("sessions: %v", got)
	}
	w.want(check(t, w.service, bob.token()), http.StatusOK, "")
}

func TestOtherInstancesForgetWithinSeconds(t *testing.T) {
	w := newWorld(t)
	a, other := w.register("ada"), w.instance()
	w.want(check(t, other, a.token()), http.StatusOK, "")
	w.want(remove(t, w.service, a.token(), password), http.StatusNoContent, "")
	w.clock.advance(cacheFor)
	w.want(check(t, other, a.token()), http.StatusUnauthorized, "unauthenticated")
}

func TestDeleteNeedsThePassword(t *testing.T) {
	w := newWorld(t)
	token := w.register("ada").token()
	w.want(send(t, w.service, "DELETE", "/api/me", `{"password":"`+password+`"}`), http.StatusUnauthorized, "unauthenticated")
	w.want(send(t, w.service, "DELETE", "/api/me", "", "Authorization", "Bearer "+token), http.StatusBadRequest, "malformed-request")
	w.want(send(t, w.service, "DELETE", "/api/me", "{}", "Authorization", "Bearer "+token), 422, "invalid-parameters")
	for range freeAttempts {
		w.want(remove(t, w.service, token, "wrong password"), http.StatusForbidden, "forbidden")
	}
	w.want(remove(t, w.service, token, password), http.StatusTooManyRequests, "too-many-requests")
	w.want(check(t, w.service, token), http.StatusOK, "")
	if len(w.keys("deletions/")) != 0 || len(w.sink.events) != 0 {
		t.Errorf("objects: %v", w.keys("deletions/"))
	}
}

func TestNameIsFreeAfterDeletion(t *testing.T) {
	w := newWorld(t)
	old := w.register("ada")
	w.want(remove(t, w.service, old.token(), password), http.StatusNoContent, "")
	a := w.register("Ada")
	if a.id() == old.id() {
		t.Fatal("the new account has the old one's ID")
	}
	w.want(check(t, w.instance(), old.token()), http.StatusUnauthorized, "unauthenticated")
	// What is still under way for the old account leaves the new one alone.
	w.clock.advance(2 * time.Minute)
	w.want(w.deliver(w.service, event.SweepRequested, "all"), http.StatusNoContent, "")
	w.want(check(t, w.instance(), a.token()), http.StatusOK, "")
	w.want(refresh(t, w.service, a.cookie()), http.StatusOK, "")
	w.want(login(t, w.service, "ada", password), http.StatusOK, "")
}

// A deletion that is slower than another one of the same account must not hit
// whoever has the name by then.
func TestLateDeletionMissesTheNextOwner(t *testing.T) {
	w := newWorld(t)
	old, other := w.register("ada"), w.instance()
	armed := true
	var next answer
	w.bucket.failWhen(func(operation, key string) bool {
		if operation == "put" && strings.HasPrefix(key, "accounts/") && armed {
			armed = false
			w.bucket.mu.Unlock()
			defer w.bucket.mu.Lock()
			w.want(remove(t, other, old.token(), password), http.StatusNoContent, "")
			next = send(t, other, "POST", "/api/register", credentials("ada", password))
			w.want(next, http.StatusCreated, "")
		}
		return false
	})
	w.want(remove(t, w.service, old.token(), password), http.StatusNoContent, "")
	w.want(check(t, w.service, next.token()), http.StatusOK, "")
	w.want(login(t, w.service, "ada", password), http.StatusOK, "")
}

// From the moment that the deletion is decided, a sweep brings it to its end.
func TestSweepResumesDeletion(t *testing.T) {
	w := newWorld(t)
	a := w.register("ada")
	w.bucket.failWhen(func(operation, key string) bool {
		return operation == "put" && strings.HasPrefix(key, "accounts/") || operation == "delete"
	})
	w.want(remove(t, w.service, a.token(), password), http.StatusServiceUnavailable, "unavailable")
	w.bucket.failWhen(nil)
	w.clock.advance(resumeAfter - time.Second)
	w.want(w.deliver(w.instance(), event.Ping, "all"), http.StatusNoContent, "")
	if len(w.sink.subjects(t)) != 0 {
		t.Error("a sweep took a deletion over that may be under way")
	}
	w.clock.advance(2 * time.Second)
	w.want(w.deliver(w.instance(), event.SweepRequested, "all"), http.StatusNoContent, "")
	w.want(check(t, w.instance(), a.token()), http.StatusUnauthorized, "unauthenticated")
	w.want(login(t, w.service, "ada", password), http.StatusUnauthorized, "unauthenticated")
	if got := w.sink.subjects(t); len(got) != 1 || got[0] != a.id() {
		t.Errorf("announced: %v", got)
	}
	if got := w.keys("sessions/"); len(got) != 0 {
		t.Errorf("sessions: %v", got)
	}
}

func TestAnnouncedUntilThePicturesAreGone(t *testing.T) {
	w := newWorld(t)
	a := w.register("ada")
	w.sink.err = errDown
	w.want(remove(t, w.service, a.token(), password), http.StatusNoContent, "")
	w.clock.advance(2 * time.Minute)
	sweep := func() answer { t.Helper(); return w.deliver(w.service, event.SweepRequested, "all") }
	if status := sweep().StatusCode; status != http.StatusServiceUnavailable {
		t.Errorf("a sweep while the sink is down: %d", status)
	}
	w.sink.err = nil
	w.want(sweep(), http.StatusNoContent, "")
	if got := w.sink.subjects(t); len(got) != 1 || got[0] != a.id() {
		t.Errorf("announced: %v", got)
	}

	done := func() answer { t.Helper(); return w.deliver(w.service, event.AccountPicturesDeleted, a.id()) }
	w.want(done(), http.StatusNoContent, "") // too early: a conversion may still end
	w.want(sweep(), http.StatusNoContent, "")
	if got := w.sink.subjects(t); len(got) != 2 {
		t.Errorf("announced: %v", got)
	}
	w.clock.advance(w.settings.DeletionHold)
	w.want(done(), http.StatusNoContent, "")
	w.want(done(), http.StatusNoContent, "") // a second delivery
	w.want(sweep(), http.StatusNoContent, "")
	if got := w.sink.subjects(t); len(got) != 2 || len(w.keys("deletions/")) != 0 {
		t.Errorf("announced: %v, objects: %v", got, w.keys("deletions/"))
	}
}

func TestWithoutSink(t *testing.T) {
	w := newWorld(t)
	w.service.sink = nil
	w.want(remove(t, w.service, w.register("ada").token(), password), http.StatusNoContent, "")
	if len(w.keys("deletions/")) != 1 {
		t.Error("the tombstone is missing")
	}
}

func TestOtherEvents(t *testing.T) {
	w := newWorld(t)
	w.want(w.deliver(w.service, event.ConversionFailed, "job"), http.StatusNoContent, "")
	for _, subject := range []string{"x", "../keys/00000001", strings.Repeat("a", idChars+1)} {
		if status := w.deliver(w.service, event.AccountPicturesDeleted, subject).StatusCode; status != http.StatusBadRequest {
			t.Errorf("subject %q: %d", subject, status)
		}
	}
	res, _ := w.handle(handler.Request{Method: "POST", Header: http.Header{"Ce-Specversion": {"1.0"}}})
	if res.StatusCode != http.StatusBadRequest {
		t.Errorf("half an event: %d", res.StatusCode)
	}
	res, _ = w.handle(handler.Request{Method: "GET", Header: http.Header{"Ce-Specversion": {"1.0"}}})
	if res.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("an event by GET: %d", res.StatusCode)
	}
}
