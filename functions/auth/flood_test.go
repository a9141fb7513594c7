package function

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// An answer to anything that comes too often says at once for how long to wait.
func (w *world) wantTooMany(a answer) {
	w.t.Helper()
	w.want(a, http.StatusTooManyRequests, "too-many-requests")
	if a.Header.Get("Retry-After") == "" {
		w.t.Error("no Retry-After")
	}
}

func from(t testing.TB, s *service, address, path, username, password string) answer {
	t.Helper()
	return send(t, s, "POST", path, credentials(username, password), "X-Forwarded-For", address)
}

// statuses counts the answers to n requests at once.
func statuses(n int, request func(i int) answer) map[int]int {
	var wg sync.WaitGroup
	var mu sync.Mutex
	count := map[int]int{}
	for i := range n {
		wg.Go(func() {
			status := request(i).StatusCode
			mu.Lock()
			defer mu.Unlock()
			count[status]++
		})
	}
	wg.Wait()
	return count
}

// Names that nobody can have cost no more than a glance, and look wrong like
// any other.
func TestMalformedNamesTouchNothing(t *testing.T) {
	w := newWorld(t)
	w.register("ada")
	wrong := login(t, w.service, "ada", "wrong password")
	w.bucket.failWhen(func(string, string) bool { return true })
	for _, name := range []string{"", "ab", "ada ", "ada\n", "adä", "../ada", strings.Repeat("x", 33), strings.Repeat("x", 3000)} {
		a := login(t, w.service, name, password)
		w.want(a, http.StatusUnauthorized, "unauthenticated")
		if string(a.Body) != string(wrong.Body) {
			t.Errorf("%.40q: %s", name, a.Body)
		}
	}
	w.bucket.failWhen(nil)
	count := statuses(600, func(i int) answer {
		return login(t, w.service, fmt.Sprintf("%d%s", i, strings.Repeat("x", 3000)), password)
	})
	if count[401] != 600 {
		t.Errorf("answers: %v", count)
	}
	if got := w.keys("attempts/"); len(got) != 1 {
		t.Errorf("%d counts", len(got))
	}
}

// Six hundred made-up names of the right form, one after the other and all at
// once.
func TestFloodFromOneAddress(t *testing.T) {
	w := newWorld(t)
	w.register("ada")
	flood := func(path string) map[int]int {
		return statuses(600, func(i int) answer {
			return from(t, w.service, "203.0.113.7", path, fmt.Sprintf("name-%d", i), "some password")
		})
	}
	if count := flood("/api/login"); count[401]+count[429] != 600 || count[401] > 20 {
		t.Errorf("answers: %v", count)
	}
	if got := w.keys("attempts/"); len(got) > 20 {
		t.Errorf("%d counts", len(got))
	}
	if count := flood("/api/register"); count[429] != 600 {
		t.Errorf("answers: %v", count)
	}
	w.wantTooMany(from(t, w.service, "203.0.113.7", "/api/register", "bob", password))
	w.want(from(t, w.service, "203.0.113.8", "/api/login", "ada", password), http.StatusOK, "")
	w.clock.advance(3 * time.Second)
	w.want(from(t, w.service, "203.0.113.7", "/api/login", "ada", password), http.StatusOK, "")
	w.wantTooMany(from(t, w.service, "203.0.113.7", "/api/login", "ada", password))
}

// Whoever guesses locks himself out, and not the owner.
func TestStrangersDoNotLockTheOwnerOut(t *testing.T) {
	w := newWorld(t)
	a := w.register("ada")
	const owner, stranger = "198.51.100.1", "203.0.113.7"
	for range freeAttempts {
		w.want(from(t, w.service, stranger, "/api/login", "ada", "wrong password"), http.StatusUnauthorized, "unauthenticated")
	}
	w.wantTooMany(from(t, w.instance(), stranger, "/api/login", "ada", password))
	w.want(from(t, w.instance(), owner, "/api/login", "ada", password), http.StatusOK, "")
	w.wantTooMany(from(t, w.instance(), stranger, "/api/login", "ada", password)) // the owner's login forgives the owner only
	w.want(remove(t, w.service, a.token(), password), http.StatusNoContent, "")
}

func TestGuessesFromEverywhereDoNotStopADeletion(t *testing.T) {
	w := newWorld(t)
	a := w.register("ada")
	stranger := func(i int) string { return fmt.Sprintf("203.0.113.%d", i%250) }
	for i := range 100 {
		w.want(from(t, w.service, stranger(i), "/api/login", "ada", "wrong password"), http.StatusUnauthorized, "unauthenticated")
	}
	w.wantTooMany(from(t, w.service, stranger(101), "/api/login", "ada", "wrong password"))
	w.want(remove(t, w.service, a.token(), "wrong password"), http.StatusForbidden, "forbidden")
	w.want(remove(t, w.service, a.token(), password), http.StatusNoContent, "")
	if got := w.keys("attempts/"); len(got) != 0 {
		t.Errorf("counts of a deleted account: %v", got)
	}
}

// A stranger who tries as often as he may, for days, keeps nobody out.
func TestPatientStranger(t *testing.T) {
	w := newWorld(t)
	w.register("ada")
	guesses := 0
	for range 3 * 24 * 60 {
		for from(t, w.service, "203.0.113.7", "/api/login", "ada", "wrong password").StatusCode == http.StatusUnauthorized {
			guesses++
		}
		w.clock.advance(time.Minute)
	}
	if guesses < 2*freeTogether {
		t.Fatalf("%d guesses", guesses)
	}
	w.want(from(t, w.service, "198.51.100.1", "/api/login", "ada", password), http.StatusOK, "")
}

// One name's requests wait for each other only as far as one client's go.
func TestGuessesDoNotStandInTheOwnersWay(t *testing.T) {
	w := newWorld(t)
	w.register("ada")
	unlock, err := w.names.lock(t.Context(), logins("ada", "203.0.113.7"))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range waitForTurn {
		wg.Go(func() { from(t, w.service, "203.0.113.7", "/api/login", "ada", "wrong password") })
	}
	for w.waiting() != waitForTurn {
		time.Sleep(time.Millisecond)
	}
	w.wantTooMany(from(t, w.service, "203.0.113.7", "/api/login", "ada", password))
	w.want(from(t, w.service, "198.51.100.1", "/api/login", "ada", password), http.StatusOK, "")
	unlock()
	wg.Wait()
}

// waiting is how many requests wait for a lock.
func (w *world) waiting() int {
	w.names.mu.Lock()
	defer w.names.mu.Unlock()
	n := 0
	for _, k := range w.names.locks {
		n += k.users - 1
	}
	return n
}
