package function

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/event"
)

func TestRefreshRotates(t *testing.T) {
	w := newWorld(t)
	first := w.register("ada")
	a := refresh(t, w.service, first.cookie())
	w.want(a, http.StatusOK, "")
	if a.cookie() == "" || a.cookie() == first.cookie() || a.id() != first.id() {
		t.Errorf("answer = %s", a.Body)
	}
	w.want(check(t, w.service, a.token()), http.StatusOK, "")
	for range 5 {
		w.clock.advance(10 * time.Minute)
		a = refresh(t, w.instance(), a.cookie())
		w.want(a, http.StatusOK, "")
	}
	if n := len(w.keys("sessions/")); n != 1 {
		t.Errorf("%d sessions", n)
	}
}

func TestRefreshRefuses(t *testing.T) {
	w := newWorld(t)
	token := w.register("ada").cookie()
	other := w.register("bob").cookie()
	parts, others := strings.Split(token, "."), strings.Split(other, ".")
	for name, cookie := range map[string]string{
		"none":            "",
		"nonsense":        "abc",
		"two parts":       parts[0] + "." + parts[1],
		"other session":   parts[0] + "." + others[1] + "." + parts[2],
		"other account":   others[0] + "." + parts[1] + "." + parts[2],
		"path":            parts[0] + ".../" + parts[1][3:] + "." + parts[2],
		"unknown account": strings.Repeat("a", idChars) + "." + parts[1] + "." + parts[2],
	} {
		t.Run(name, func(t *testing.T) {
			w.want(refresh(t, w.service, cookie), http.StatusUnauthorized, "unauthenticated")
		})
	}
	w.want(send(t, w.service, "POST", "/api/refresh", ""), http.StatusUnauthorized, "unauthenticated")
	w.want(refresh(t, w.service, token), http.StatusOK, "")
	w.want(refresh(t, w.service, other), http.StatusOK, "")
}

func TestReuseEndsTheSession(t *testing.T) {
	w := newWorld(t)
	another := w.register("ada")
	stolen := login(t, w.service, "ada", password).cookie()
	current := refresh(t, w.service, stolen).cookie()
	w.clock.advance(grace + time.Second)
	w.want(refresh(t, w.service, stolen), http.StatusUnauthorized, "unauthenticated")
	w.want(refresh(t, w.service, current), http.StatusUnauthorized, "unauthenticated")
	w.want(refresh(t, w.service, another.cookie()), http.StatusOK, "")
}

func TestTokenBeforeThePreviousIsReuse(t *testing.T) {
	w := newWorld(t)
	first := w.register("ada").cookie()
	second := refresh(t, w.service, first).cookie()
	third := refresh(t, w.service, second).cookie()
	w.want(refresh(t, w.service, first), http.StatusUnauthorized, "unauthenticated")
	w.want(refresh(t, w.service, third), http.StatusUnauthorized, "unauthenticated")
}

func TestWrongSecretEndsTheSession(t *testing.T) {
	w := newWorld(t)
	token := w.register("ada").cookie()
	parts := strings.Split(token, ".")
	w.want(refresh(t, w.service, parts[0]+"."+parts[1]+"."+strings.Repeat("A", 43)), http.StatusUnauthorized, "unauthenticated")
	w.want(refresh(t, w.service, token), http.StatusUnauthorized, "unauthenticated")
}

func TestGraceAnswersTheSuccessor(t *testing.T) {
	w := newWorld(t)
	token := w.register("ada").cookie()
	first := refresh(t, w.service, token)
	w.clock.advance(grace)
	second := refresh(t, w.instance(), token)
	w.want(second, http.StatusOK, "")
	if first.cookie() != second.cookie() {
		t.Fatal("the second tab got another token")
	}
	// A thief that used the grace is found out with the next two uses.
	w.clock.advance(time.Minute)
	w.want(refresh(t, w.service, first.cookie()), http.StatusOK, "")
	w.clock.advance(grace + time.Second)
	w.want(refresh(t, w.service, second.cookie()), http.StatusUnauthorized, "unauthenticated")
}

func TestRacingTabsShareOneToken(t *testing.T) {
	w := newWorld(t)
	token := w.register("ada").cookie()
	instances := []*service{w.service, w.instance(), w.instance()}
	var wg sync.WaitGroup
	got := make([]string, 30)
	for i := range got {
		wg.Go(func() {
			a := refresh(t, instances[i%len(instances)], token)
			if a.StatusCode != http.StatusOK {
				t.Errorf("answer %d: %s", a.StatusCode, a.Body)
			}
			got[i] = a.cookie()
		})
	}
	wg.Wait()
	for _, c := range got {
		if c != got[0] || c == token {
			t.Fatalf("tabs got different tokens")
		}
	}
	w.want(refresh(t, w.service, got[0]), http.StatusOK, "")
}

// An answer that was lost on the way back is told again.
func TestLostAnswerIsToldAgain(t *testing.T) {
	w := newWorld(t)
	token := w.register("ada").cookie()
	refresh(t, w.service, token)
	w.clock.advance(3 * time.Second)
	again := refresh(t, w.service, token)
	w.want(again, http.StatusOK, "")
	w.want(refresh(t, w.service, again.cookie()), http.StatusOK, "")
}

func TestSessionsExpire(t *testing.T) {
	w := newWorld(t)
	a := w.register("ada")
	w.clock.advance(29 * 24 * time.Hour)
	a = refresh(t, w.service, a.cookie())
	w.want(a, http.StatusOK, "")
	w.clock.advance(30 * 24 * time.Hour)
	w.want(refresh(t, w.service, a.cookie()), http.StatusUnauthorized, "unauthenticated")
}

func TestSweepRemovesWhatExpired(t *testing.T) {
	w := newWorld(t)
	old := w.register("ada")
	login(t, w.service, "nobody", "wrong password")
	w.want(w.deliver(w.service, event.SweepRequested, "all"), http.StatusNoContent, "")
	if len(w.keys("sessions/")) != 1 || len(w.keys("attempts/")) != 1 {
		t.Fatalf("objects: %v", w.keys(""))
	}
	w.clock.advance(30*24*time.Hour + clockDifference + time.Minute)
	w.want(w.deliver(w.service, event.SweepRequested, "all"), http.StatusNoContent, "")
	if len(w.keys("sessions/")) != 0 || len(w.keys("attempts/")) != 0 {
		t.Errorf("objects: %v", w.keys(""))
	}
	w.want(refresh(t, w.service, old.cookie()), http.StatusUnauthorized, "unauthenticated")
	w.want(login(t, w.service, "ada", password), http.StatusOK, "")
}

func TestLogout(t *testing.T) {
	w := newWorld(t)
	here, there := w.register("ada"), login(t, w.service, "ada", password)
	a := send(t, w.service, "POST", "/api/logout", "", "Cookie", refreshCookie+"="+here.cookie())
	w.want(a, http.StatusNoContent, "")
	if set := a.Header.Get("Set-Cookie"); !strings.Contains(set, refreshCookie+"=;") || !strings.Contains(set, "Max-Age=0") || !strings.Contains(set, "Path=/api") {
		t.Errorf("Set-Cookie = %s", set)
	}
	w.want(refresh(t, w.service, here.cookie()), http.StatusUnauthorized, "unauthenticated")
	w.want(refresh(t, w.service, there.cookie()), http.StatusOK, "")
	for _, cookie := range []string{"", "nonsense", here.cookie()} {
		w.want(send(t, w.service, "POST", "/api/logout", "", "Cookie", refreshCookie+"="+cookie), http.StatusNoContent, "")
	}
}

// A rotation that is under way while the session is revoked must not bring it
// back.
func TestLogoutDuringRefresh(t *testing.T) {
	w := newWorld(t)
	token := w.register("ada").cookie()
	other := w.instance()
	armed := true
	w.bucket.failWhen(func(operation, key string) bool {
		if operation == "put" && strings.HasPrefix(key, sessionPrefix) && armed {
			armed = false
			w.bucket.mu.Unlock()
			defer w.bucket.mu.Lock()
			w.want(send(t, other, "POST", "/api/logout", "", "Cookie", refreshCookie+"="+token), http.StatusNoContent, "")
		}
		return false
	})
	w.want(refresh(t, w.service, token), http.StatusUnauthorized, "unauthenticated")
	if left := w.keys(sessionPrefix); len(left) != 0 {
		t.Errorf("sessions: %v", left)
	}
}
