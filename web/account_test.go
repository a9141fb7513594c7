package web

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
)

// An auth function that hangs is given up, whether it heeds its context or not.
func TestAccountsAreGivenUp(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	for name, auth := range map[string]http.HandlerFunc{
		"heeds its context": func(w http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
			fault.Write(w, r, fault.New(fault.Internal, "broken"))
		},
		"heeds nothing": func(http.ResponseWriter, *http.Request) { <-release },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, func(c *Config) {
				c.Limits = Limits{AuthTime: 100 * time.Millisecond, IdentityTime: 50 * time.Millisecond, FunctionTime: time.Minute}
			})
			w.auth = auth
			for _, tc := range []struct{ method, path string }{
				{"POST", "/api/login"}, {"POST", "/api/register"}, {"POST", "/api/refresh"}, {"POST", "/api/logout"},
				{"GET", "/.well-known/jwks.json"}, {"GET", "/api/auth/check"}, {"GET", "/api/me"}, {"GET", "/api/gallery"},
			} {
				begun := time.Now()
				res := w.send(t, tc.method, tc.path, nil, "Authorization", goodToken)
				wantProblem(t, res, fault.Unavailable)
				if took := time.Since(begun); res.Header.Get("Retry-After") == "" || took > 2*time.Second {
					t.Errorf("%s %s: %v, Retry-After %q", tc.method, tc.path, took, res.Header.Get("Retry-After"))
				}
			}
		})
	}
}

// What the auth function says comes out as it is.
func TestAccountAnswers(t *testing.T) {
	w := newWorld(t, nil)
	w.auth = func(res http.ResponseWriter, r *http.Request) {
		res.Header()["Set-Cookie"] = []string{"reverie_refresh=a", "b=c"}
		res.Header().Set("Content-Type", "application/json")
		res.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(res, "{")
		_, _ = io.WriteString(res, "}")
	}
	res := w.send(t, "POST", "/api/register", strings.NewReader("{}"))
	if got := bodyOf(t, res); res.StatusCode != 201 || got != "{}" || len(res.Header["Set-Cookie"]) != 2 {
		t.Errorf("%d %q %v", res.StatusCode, got, res.Header)
	}
	w.auth = func(res http.ResponseWriter, _ *http.Request) { _, _ = res.Write(make([]byte, maxCapture+1)) }
	wantProblem(t, w.send(t, "POST", "/api/login", strings.NewReader("{}")), fault.Unavailable)
}
