package function

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fault"
)

func TestClientOf(t *testing.T) {
	for header, want := range map[string]struct {
		client string
		crowd  bool
	}{
		"":                              {"", true},
		"unknown":                       {"", true},
		"203.0.113.7":                   {"203.0.113.7", false},
		" 203.0.113.7 , 10.0.0.1":       {"203.0.113.7", false}, // a proxy behind the gateway
		"::ffff:203.0.113.7":            {"203.0.113.7", false},
		"2001:db8:1:2:3:4:5:6":          {"2001:db8:1:2::", false},
		"2001:db8:1:2::1":               {"2001:db8:1:2::", false},
		"fe80::1%eth0":                  {"fe80::", true},
		"127.0.0.1":                     {"127.0.0.1", true},
		"::1":                           {"::", true},
		"192.168.1.9":                   {"192.168.1.9", true},
		"100.64.3.2":                    {"100.64.3.2", true},
		"fd00::9":                       {"fd00::", true},
		strings.Repeat("9", 5000):       {"", true},
		"203.0.113.7:1234, 203.0.113.7": {"", true},
	} {
		h := http.Header{}
		if header != "" {
			h.Set("X-Forwarded-For", header)
		}
		got := clientOf(handler.Request{Header: h})
		if got != want.client || isCrowd(got) != want.crowd {
			t.Errorf("%.40q is %q (crowd %v)", header, got, isCrowd(got))
		}
	}
}

func TestClientLimit(t *testing.T) {
	c := &clock{t: time.Now()}
	l := newClientLimit(5, 30, c.now)
	drain := func(client string) (n int) {
		for l.take(client) == nil {
			n++
		}
		return n
	}
	if n := drain("203.0.113.7"); n != 5 {
		t.Errorf("%d tries", n)
	}
	if n := drain("127.0.0.1"); n != 5*crowd {
		t.Errorf("%d tries of loopback", n)
	}
	if n := drain(""); n != 5*crowd {
		t.Errorf("%d tries of nobody", n)
	}
	if err := fault.From(l.take("203.0.113.7")); err.Code != fault.TooManyRequests || err.RetryAfter != 2*time.Second {
		t.Errorf("%v after %v", err, err.RetryAfter)
	}
	c.advance(-time.Hour) // a clock that is set back takes nothing away
	if l.take("203.0.113.7") == nil {
		t.Error("a try too many")
	}
	c.advance(4 * time.Second)
	if n := drain("203.0.113.7"); n != 2 {
		t.Errorf("%d tries after 4 s", n)
	}
	c.advance(time.Hour)
	if n := drain("203.0.113.7"); n != 5 {
		t.Errorf("%d tries after an hour", n)
	}
}

// As often as anybody likes: also the fastest rate can be counted.
func TestClientLimitAtTheEdge(t *testing.T) {
	l := newClientLimit(1, 1<<62, time.Now)
	for range 1000 {
		if err := l.take("203.0.113.7"); err != nil {
			time.Sleep(time.Microsecond)
		}
	}
	if left := l.clients["203.0.113.7"].Value.(*clientTries).left; !(left >= 0 && left <= 1) {
		t.Errorf("%v left", left)
	}
}

func TestClientLimitIsBounded(t *testing.T) {
	l := newClientLimit(1, 1, time.Now)
	for i := range 3 * clientsKept {
		_ = l.take("203.0.113.7") // stays: it is busy
		if err := l.take(fmt.Sprintf("2001:db8:%x::", i)); err != nil {
			t.Fatal(err)
		}
	}
	if len(l.clients) != clientsKept || l.recent.Len() != clientsKept {
		t.Errorf("%d and %d clients", len(l.clients), l.recent.Len())
	}
	if l.take("203.0.113.7") == nil {
		t.Error("a busy client was forgotten")
	}
}

func TestClientLimitIsASetting(t *testing.T) {
	w := newWorld(t)
	w.clients = newClientLimit(2, 1, w.clock.now)
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
