package function

import (
	"bytes"
	"context"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/auth"
)

func TestLogin(t *testing.T) {
	w := newWorld(t)
	made := w.register("ada")
	a := login(t, w.service, "ADA", password)
	w.want(a, http.StatusOK, "")
	if a.id() != made.id() || a.cookie() == "" || a.cookie() == made.cookie() {
		t.Errorf("answer = %s", a.Body)
	}
	w.want(send(t, w.service, "GET", "/api/me", "", "Authorization", "bearer "+a.token()), http.StatusOK, "")
}

// Nothing tells a name that nobody has from a wrong password: neither the
// answer, nor what is stored, nor from when on attempts are refused.
func TestUnknownUserLooksLikeWrongPassword(t *testing.T) {
	w := newWorld(t)
	w.register("ada")
	for i := range freeAttempts + 2 {
		wrong, unknown := login(t, w.service, "ada", "wrong password"), login(t, w.service, "nobody", "wrong password")
		if wrong.StatusCode != unknown.StatusCode || !bytes.Equal(wrong.Body, unknown.Body) {
			t.Fatalf("attempt %d: %d %s and %d %s", i, wrong.StatusCode, wrong.Body, unknown.StatusCode, unknown.Body)
		}
		if wrong.Header.Get("Retry-After") != unknown.Header.Get("Retry-After") {
			t.Errorf("attempt %d: Retry-After differs", i)
		}
	}
	if n := len(w.keys("attempts/")); n != 2 {
		t.Errorf("%d counts", n)
	}
}

// A hash takes its memory anew each time, which is surer to measure than time.
func TestUnknownUserCostsAHash(t *testing.T) {
	w := newWorld(t)
	w.hasher = auth.NewHasher(auth.DefaultParams)
	w.register("ada")
	for _, name := range []string{"ada", "nobody"} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		w.want(login(t, w.service, name, "wrong password"), http.StatusUnauthorized, "unauthenticated")
		runtime.ReadMemStats(&after)
		if got, hash := after.TotalAlloc-before.TotalAlloc, uint64(auth.DefaultParams.Memory)<<10; got < hash {
			t.Errorf("%s costs %d bytes, and a hash %d", name, got, hash)
		}
	}
}

func TestTooManyFailures(t *testing.T) {
	w := newWorld(t)
	w.register("ada")
	w.register("bob")
	other := w.instance()
	for range freeAttempts {
		w.want(login(t, w.service, "ada", "wrong password"), http.StatusUnauthorized, "unauthenticated")
	}
	for _, seconds := range []int{30, 60, 120, 240, 480, 900, 900} {
		a := login(t, other, "Ada", password)
		w.want(a, http.StatusTooManyRequests, "too-many-requests")
		if a.Header.Get("Retry-After") != strconv.Itoa(seconds) {
			t.Errorf("Retry-After = %s, want %d", a.Header.Get("Retry-After"), seconds)
		}
		w.clock.advance(time.Duration(seconds) * time.Second)
		w.want(login(t, other, "ada", "wrong password"), http.StatusUnauthorized, "unauthenticated")
	}
	w.want(login(t, w.service, "bob", password), http.StatusOK, "")
	w.clock.advance(longestWait)
	w.want(login(t, w.service, "ada", password), http.StatusOK, "")
	w.want(login(t, w.service, "ada", "wrong password"), http.StatusUnauthorized, "unauthenticated")
	w.want(login(t, w.service, "ada", password), http.StatusOK, "")
}

func TestFailuresAreForgottenAfterADay(t *testing.T) {
	w := newWorld(t)
	for range freeAttempts - 1 {
		login(t, w.service, "ada", "wrong password")
	}
	w.clock.advance(forgetAfter + time.Second)
	for range freeAttempts - 1 {
		login(t, w.service, "ada", "wrong password")
	}
	w.want(login(t, w.service, "ada", "wrong password"), http.StatusUnauthorized, "unauthenticated")
	w.want(login(t, w.service, "ada", "wrong password"), http.StatusTooManyRequests, "too-many-requests")
}

// A burst must not get more guesses than the same guesses one by one.
func TestBurstOfGuesses(t *testing.T) {
	w := newWorld(t)
	w.register("ada")
	var wg sync.WaitGroup
	var mu sync.Mutex
	count := map[int]int{}
	for range 60 {
		wg.Go(func() {
			a := login(t, w.service, "ada", "wrong password")
			mu.Lock()
			defer mu.Unlock()
			count[a.StatusCode]++
		})
	}
	wg.Wait()
	if count[401] != freeAttempts || count[429] != 60-freeAttempts {
		t.Errorf("answers: %v", count)
	}
	if len(w.names.locks) != 0 {
		t.Errorf("%d locks are left", len(w.names.locks))
	}
}

func TestPasswordIsHashedAnewWhenCostsChange(t *testing.T) {
	w := newWorld(t)
	w.register("ada")
	w.hasher = auth.NewHasher(auth.Params{Memory: 128, Time: 2, Threads: 1})
	w.want(login(t, w.service, "ada", "wrong password"), http.StatusUnauthorized, "unauthenticated")
	for range 2 {
		w.want(login(t, w.service, "ada", password), http.StatusOK, "")
		a, _, err := w.accounts.named(context.Background(), "ada")
		if err != nil || !strings.Contains(a.Password, "m=128,t=2,p=1") {
			t.Errorf("hash %s, %v", a.Password, err)
		}
	}
}
