package contract

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/reverie-image/reverie/internal/e2e/contract/live"
	"github.com/reverie-image/reverie/shared/fault"
)

const (
	asJSON    = "application/json"
	elsewhere = "https://elsewhere.example"
	unknown   = "AAAAAAAAAAAAAAAAAAAAAAAAAA" // the form of a job's ID, and nobody's
)

// statuses provokes what no example does.
func (w *world) statuses(t *testing.T) {
	s := w.main
	account := w.account(t, false)
	auth := []string{"Authorization", account.Bearer()}
	broken := []string{"Authorization", "Bearer not.a.token"}
	evil := []string{"Origin", elsewhere}
	item := "/api/gallery/" + galleryItem(t, s, account)
	done, failed, lost, running := "/api/jobs/"+submit(t, s, "grayscale"), "/api/jobs/"+submit(t, s, "panics"),
		"/api/jobs/"+submit(t, s, "lost"), "/api/jobs/"+submit(t, s, "slow")
	for _, job := range []string{done, failed, lost} {
		s.Poll(t, job)
	}
	shown := "/api/jobs/" + previewed(t, s)
	big, json := bytes.Repeat([]byte(" "), 64<<10+1), []string{"Content-Type", asJSON}

	for _, c := range []struct {
		method, path string
		body         []byte
		header       []string
		status       int
	}{
		{"POST", "/api/jobs?converter=panics", photo(), []string{"Prefer", "wait=10"}, 500},
		{"POST", "/api/jobs?converter=lost", photo(), []string{"Prefer", "wait=10"}, 504},
		{"GET", done, nil, broken, 401},
		{"GET", running, nil, nil, 202},
		{"HEAD", running, nil, nil, 202},
		{"GET", lost, nil, nil, 504},
		{"HEAD", done, nil, nil, 200},
		{"HEAD", done, nil, []string{"If-None-Match", "*"}, 304},
		{"HEAD", done, nil, broken, 401},
		{"HEAD", failed, nil, nil, 500},
		{"HEAD", lost, nil, nil, 504},
		{"GET", shown + "/preview", nil, []string{"If-None-Match", "*"}, 304},
		{"GET", shown + "/preview", nil, broken, 401},
		{"HEAD", shown + "/preview", nil, []string{"If-None-Match", "*"}, 304},
		{"HEAD", shown + "/preview", nil, broken, 401},
		{"GET", done + "/provenance", nil, broken, 401},
		{"DELETE", running, nil, broken, 401},
		{"DELETE", running, nil, evil, 403},
		{"DELETE", running, nil, nil, 204},
		{"DELETE", shown, nil, nil, 204},
		{"POST", "/api/converters/grayscale", photo(), evil, 403},
		{"POST", "/api/converters/grayscale", make([]byte, 6<<20), nil, 413},
		{"POST", "/api/converters/panics", photo(), nil, 500},
		{"POST", "/api/register", live.Credentials(newName(), live.Password), append(evil, json...), 403},
		{"POST", "/api/register", big, json, 413},
		{"POST", "/api/login", live.Credentials(account.Name, live.Password), append(evil, json...), 403},
		{"POST", "/api/login", big, json, 413},
		{"POST", "/api/refresh", nil, evil, 403},
		{"POST", "/api/logout", nil, evil, 403},
		{"DELETE", "/api/me", []byte("password"), append(auth, json...), 400},
		{"DELETE", "/api/me", nil, append(auth, evil...), 403},
		{"DELETE", "/api/me", []byte(`{"password":"not the password"}`), append(auth, json...), 403},
		{"DELETE", "/api/me", big, append(auth, json...), 413},
		{"GET", "/api/gallery?limit=%zz", nil, auth, 400},
		{"GET", "/api/gallery?limit=0", nil, auth, 422},
		{"DELETE", item, nil, nil, 401},
		{"DELETE", item, nil, append(auth, evil...), 403},
		{"GET", "/problems/too-large", nil, []string{"If-None-Match", "*"}, 304},
		{"GET", "/api/docs", nil, []string{"If-None-Match", "*"}, 304},
		{"GET", "/api/openapi.json", nil, []string{"If-None-Match", "*"}, 304},
		{"GET", "/api/converters", nil, []string{"If-None-Match", "*"}, 304},
		{"GET", "/api/converters/contrast", nil, []string{"If-None-Match", "*"}, 304},
		{"GET", item + "/original", nil, append([]string{"If-None-Match", "*"}, auth...), 304},
		{"GET", item + "/result", nil, append([]string{"If-None-Match", "*"}, auth...), 304},
		{"GET", item + "/thumbnail", nil, append([]string{"If-None-Match", "*"}, auth...), 304},
		{"GET", item + "/further", nil, append([]string{"If-None-Match", "*"}, auth...), 304},
	} {
		if a := s.Do(t, c.method, c.path, c.body, c.header...); a.Status != c.status {
			t.Errorf("%v; want %d", a, c.status)
		}
	}
}

// conflict: two requests claim an Idempotency-Key at the same moment whose job
// is gone, and one of them is told to come again.
func (w *world) conflict(t *testing.T) {
	s := w.main
	for range 50 {
		key := []string{"Idempotency-Key", newName()}
		s.Do(t, http.MethodDelete, "/api/jobs/"+submit(t, s, "grayscale", key...), nil)
		var wg sync.WaitGroup
		var mu sync.Mutex
		seen := map[int]int{}
		for range 8 {
			wg.Go(func() {
				a := s.Do(t, http.MethodPost, "/api/jobs?converter=grayscale", photo(), key...)
				mu.Lock()
				defer mu.Unlock()
				seen[a.Status]++
			})
		}
		wg.Wait()
		if good := seen[http.StatusAccepted] + seen[http.StatusOK]; good == 0 || good+seen[http.StatusConflict] != 8 {
			t.Fatalf("answers %v", seen)
		}
		if seen[http.StatusConflict] > 0 {
			return
		}
	}
	t.Error("no two requests met")
}

// cancelled: somebody cancels a job whose sender waits for it. The sender's key
// tells which one it is.
func (w *world) cancelled(t *testing.T) {
	s := w.main
	for pause := 100 * time.Millisecond; pause < 2*time.Second; pause *= 2 {
		key := []string{"Idempotency-Key", newName()}
		waited := make(chan live.Answer, 1)
		go func() {
			waited <- s.Do(t, http.MethodPost, "/api/jobs?converter=slow", photo(), append(key, "Prefer", "wait=2")...)
		}()
		time.Sleep(pause)
		s.Do(t, http.MethodDelete, "/api/jobs/"+submit(t, s, "slow", key...), nil)
		a := <-waited
		if a.Status == http.StatusNotFound {
			return
		}
		// It came after the other one, and the key was free again.
		s.Do(t, http.MethodDelete, a.Header.Get("Location"), nil)
	}
	t.Error("whoever waits for a cancelled job is not told")
}

// tooManyAttempts guesses passwords, and then logs in more often than one
// address may.
func (w *world) tooManyAttempts(t *testing.T) {
	s := w.main
	account := s.Register(t, newName())
	login := func(s *live.Site, password string, header ...string) live.Answer {
		t.Helper()
		return s.Do(t, http.MethodPost, "/api/login", live.Credentials(account.Name, password), append(header, "Content-Type", asJSON)...)
	}
	remove := func(password string) live.Answer {
		t.Helper()
		return s.Do(t, http.MethodDelete, "/api/me", []byte(`{"password":"`+password+`"}`),
			"Content-Type", asJSON, "Authorization", account.Bearer())
	}
	for range 10 {
		login(s, "not the password").WantProblem(t, fault.Unauthenticated)
		remove("not the password").WantProblem(t, fault.Forbidden)
	}
	login(s, live.Password).WantProblem(t, fault.TooManyRequests)
	remove(live.Password).WantProblem(t, fault.TooManyRequests)

	from := []string{"X-Forwarded-For", "203.0.113.7"}
	login(w.hasty, live.Password, from...).WantProblem(t, fault.Unauthenticated) // no account there
	login(w.hasty, live.Password, from...).WantProblem(t, fault.TooManyRequests)
	w.hasty.Do(t, http.MethodPost, "/api/register", live.Credentials(newName(), live.Password),
		append(from, "Content-Type", asJSON)...).WantProblem(t, fault.TooManyRequests)

	for _, path := range []string{"/api/jobs?converter=grayscale", "/api/converters/grayscale"} {
		if first := w.hasty.Do(t, http.MethodPost, path, photo(), from...); first.Status/100 != 2 {
			t.Errorf("%s: %d", path, first.Status)
		}
		w.hasty.Do(t, http.MethodPost, path, photo(), from...).WantProblem(t, fault.TooManyRequests)
	}
}

// slow: a body that stops.
func (w *world) slow(t *testing.T) {
	account := w.hasty.Register(t, newName())
	for _, target := range []string{"POST /api/jobs", "POST /api/converters/grayscale", "POST /api/register", "POST /api/login", "DELETE /api/me"} {
		t.Run(target, func(t *testing.T) {
			method, path, _ := strings.Cut(target, " ")
			stuck, feed := io.Pipe()
			go func() { _, _ = feed.Write([]byte("{")) }()
			defer func() { _ = feed.CloseWithError(io.ErrUnexpectedEOF) }()
			a := w.hasty.Stream(t, method, path, stuck, "Content-Type", asJSON, "Authorization", account.Bearer())
			a.WantProblem(t, fault.RequestTimeout)
		})
	}
}

// away: neither the storage nor some functions can be reached.
func (w *world) away(t *testing.T) {
	s := w.broken
	account := w.account(t, false) // of another site, but of the right form
	auth := []string{"Authorization", account.Bearer()}
	json := []string{"Content-Type", asJSON}
	cookie := []string{"Cookie", "reverie_refresh=" + account.Refresh}
	someone := live.Credentials(newName(), live.Password)
	for _, c := range []struct {
		method, path string
		body         []byte
		header       []string
	}{
		{"POST", "/api/jobs?converter=contrast", photo(), nil},
		{"GET", "/api/jobs/" + unknown, nil, nil},
		{"HEAD", "/api/jobs/" + unknown, nil, nil},
		{"DELETE", "/api/jobs/" + unknown, nil, nil},
		{"GET", "/api/jobs/" + unknown + "/preview", nil, nil},
		{"HEAD", "/api/jobs/" + unknown + "/preview", nil, nil},
		{"GET", "/api/jobs/" + unknown + "/provenance", nil, nil},
		{"GET", "/api/converters", nil, nil},
		{"GET", "/api/converters/contrast", nil, nil},
		{"POST", "/api/converters/grayscale", photo(), nil},
		{"POST", "/api/register", someone, json},
		{"POST", "/api/login", someone, json},
		{"POST", "/api/refresh", nil, cookie},
		{"POST", "/api/logout", nil, cookie},
		{"GET", "/api/me", nil, auth},
		{"DELETE", "/api/me", nil, auth},
		{"GET", "/api/auth/check", nil, auth},
		{"GET", "/.well-known/jwks.json", nil, nil},
		{"GET", "/api/gallery", nil, auth},
		{"GET", "/api/gallery/" + unknown, nil, auth},
		{"DELETE", "/api/gallery/" + unknown, nil, auth},
		{"GET", "/api/gallery/" + unknown + "/original", nil, auth},
		{"GET", "/api/gallery/" + unknown + "/result", nil, auth},
		{"GET", "/api/gallery/" + unknown + "/thumbnail", nil, auth},
		{"GET", "/api/gallery/" + unknown + "/further", nil, auth},
		{"GET", "/readyz", nil, nil},
	} {
		a := s.Do(t, c.method, c.path, c.body, c.header...)
		a.WantProblem(t, fault.Unavailable)
		if a.Header.Get("Retry-After") == "" {
			t.Errorf("%v: no Retry-After", a)
		}
	}
}
