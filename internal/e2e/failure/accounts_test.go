package failure

import (
	"net/http"
	"testing"

	"github.com/reverie-image/reverie/internal/e2e/proc"
)

// Accounts are down, killed or out of reach: who is not signed in notices
// nothing, who is gets a clear answer, and all is well when they are back.
func TestAccountsAreDown(t *testing.T) {
	for name, fault := range map[string]struct {
		down func(*proc.Process)
		up   func(*world, *proc.Process)
	}{
		"killed":       {(*proc.Process).Kill, func(w *world, _ *proc.Process) { w.start("auth") }},
		"out of reach": {(*proc.Process).Freeze, func(_ *world, p *proc.Process) { p.Thaw() }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, options{apart: []string{"auth"}})
			accounts := w.start("auth")
			anybody := client{t: t, url: w.URL()}
			user := anybody.signUp("alice")
			before := user.submit("slow&ms=1000")
			fault.down(accounts)

			flipped(t, anybody.picture(anybody.submit("flip-horizontal")).body)
			if a := anybody.get("/api/converters"); a.status != http.StatusOK {
				t.Errorf("converters: %v", a)
			}
			unavailable(t, "conversion signed in", user.do(http.MethodPost, "/api/jobs?converter=flip-horizontal", input))
			unavailable(t, "own job", user.get(jobs+before))
			unavailable(t, "gallery", user.get("/api/gallery"))
			if a := anybody.get(jobs + before); a.status != http.StatusNotFound {
				t.Errorf("another's job: %v", a)
			}
			if name == "killed" { // else the gateway waits for 90 s
				unavailable(t, "login", anybody.login("alice"))
			}

			fault.up(w, accounts)
			flipped(t, user.picture(before).body)
			flipped(t, user.picture(user.submit("flip-horizontal")).body)
			user.kept(2)
		})
	}
}
