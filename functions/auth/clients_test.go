package function

import (
	"net/http"
	"testing"

	"github.com/reverie-image/reverie/shared/limit"
)

func TestClientLimitIsASetting(t *testing.T) {
	w := newWorld(t)
	w.clients = limit.New(2, 1, w.clock.now)
	for range 2 {
		w.want(from(t, w.service, "203.0.113.7", "/api/login", "ada", "some password"), http.StatusUnauthorized, "unauthenticated")
	}
	w.want(from(t, w.service, "203.0.113.7", "/api/register", "a", "b"), http.StatusUnprocessableEntity, "invalid-parameters")
	a := from(t, w.service, "203.0.113.7", "/api/register", "ada", password)
	w.wantTooMany(a)
	if a.Header.Get("Retry-After") != "60" {
		t.Errorf("Retry-After = %s", a.Header.Get("Retry-After"))
	}
}
