package web

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
)

func TestIdentity(t *testing.T) {
	down := func(w http.ResponseWriter, r *http.Request) { fault.Write(w, r, fault.New(fault.Unavailable, "down")) }
	breaks := func(http.ResponseWriter, *http.Request) { panic("broke off") }
	silent := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	nameless := func(http.ResponseWriter, *http.Request) {}
	forged := func(w http.ResponseWriter, _ *http.Request) { w.Header()[fn.UserHeader] = []string{"a b"} }
	for name, tc := range map[string]struct {
		method, path, token string
		auth                http.HandlerFunc // nil: as usual
		status              int
		function            string // that it reaches, with the user
		user                string
	}{
		"anonymous job":               {"POST", "/api/jobs", "", nil, 200, "convert", ""},
		"signed-in job":               {"POST", "/api/jobs", goodToken, nil, 200, "convert", "user-1"},
		"bad token":                   {"POST", "/api/jobs", "Bearer bad", nil, 401, "", ""},
		"another scheme":              {"GET", "/api/jobs/abc", "Basic YTpi", nil, 401, "", ""},
		"gallery":                     {"GET", "/api/gallery", goodToken, nil, 200, "gallery", "user-1"},
		"gallery without":             {"GET", "/api/gallery", "", nil, 401, "", ""},
		"gallery, bad token":          {"GET", "/api/gallery", "Bearer bad", nil, 401, "", ""},
		"me":                          {"GET", "/api/me", goodToken, nil, 200, "auth", "user-1"},
		"catalogue, bad token":        {"GET", "/api/converters", "Bearer bad", nil, 200, "catalog", ""},
		"converter, bad token":        {"POST", "/api/converters/contrast", "Bearer bad", nil, 200, "contrast", ""},
		"auth down, anonymous":        {"POST", "/api/jobs", "", down, 200, "convert", ""},
		"auth down, signed in":        {"POST", "/api/jobs", goodToken, down, 503, "", ""},
		"auth down, polling":          {"GET", "/api/jobs/abc", goodToken, down, 503, "", ""},
		"auth down, gallery":          {"GET", "/api/gallery", goodToken, down, 503, "", ""},
		"auth down, me":               {"GET", "/api/me", goodToken, down, 503, "", ""},
		"auth down, catalogue":        {"GET", "/api/converters", goodToken, down, 200, "catalog", ""},
		"auth breaks off":             {"GET", "/api/gallery", goodToken, breaks, 503, "", ""},
		"auth silent":                 {"GET", "/api/gallery", goodToken, silent, 503, "", ""},
		"auth names nobody":           {"GET", "/api/gallery", goodToken, nameless, 503, "", ""},
		"auth answers with nonsense":  {"GET", "/api/gallery", goodToken, forged, 503, "", ""},
		"auth down, page still there": {"GET", "/", goodToken, down, 200, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(c *Config) { c.Limits.IdentityTime = 50 * time.Millisecond })
			if tc.auth != nil {
				w.auth = tc.auth
			}
			var header []string
			if tc.token != "" {
				header = []string{"Authorization", tc.token}
			}
			res := w.send(t, tc.method, tc.path, nil, header...)
			if res.StatusCode != tc.status {
				t.Fatalf("%d, want %d: %s", res.StatusCode, tc.status, bodyOf(t, res))
			}
			if got := res.Header.Get(fn.UserHeader); got != "" {
				t.Errorf("the answer names the user %s", got)
			}
			switch {
			case tc.function != "":
				if got := w.last(t, tc.function).Header.Get(fn.UserHeader); got != tc.user {
					t.Errorf("user %q, want %q", got, tc.user)
				}
			case tc.status == 401:
				wantProblem(t, res, fault.Unauthenticated)
				if res.Header.Get("WWW-Authenticate") == "" {
					t.Error("no WWW-Authenticate")
				}
			case tc.status == 503:
				wantProblem(t, res, fault.Unavailable)
				if res.Header.Get("Retry-After") == "" {
					t.Error("no Retry-After")
				}
			}
		})
	}
}

func TestTwoAuthorizations(t *testing.T) {
	w := newWorld(t, nil)
	res := w.send(t, "POST", "/api/jobs", strings.NewReader("x"), "Authorization", goodToken, "Authorization", "Bearer bad")
	wantProblem(t, res, fault.Unauthenticated)
}

func TestFunctionsCannotSpeakForTheInside(t *testing.T) {
	w := newWorld(t, func(c *Config) {
		c.Functions = Local(map[string]http.Handler{"catalog": http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			h := w.Header()
			for _, name := range []string{fn.UserHeader, fn.PathHeader, "Ce-Id", "Access-Control-Allow-Origin", "Server", "Set-Cookie"} {
				h.Set(name, "x")
			}
			h.Set("Content-Security-Policy", "default-src *")
			h.Set(fn.RequestHeader, "another")
		})})
	})
	res := w.send(t, "GET", "/api/converters", nil, fn.RequestHeader, "mine")
	for _, name := range []string{fn.UserHeader, fn.PathHeader, "Ce-Id", "Access-Control-Allow-Origin", "Server", "Set-Cookie"} {
		if res.Header.Get(name) != "" {
			t.Errorf("%s got out", name)
		}
	}
	if res.Header.Get("Content-Security-Policy") != apiPolicy || res.Header.Get(fn.RequestHeader) != "mine" {
		t.Errorf("the function had its way: %v", res.Header)
	}
}
