package limit

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
)

func TestClient(t *testing.T) {
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
		got := Client(h)
		if got != want.client || isCrowd(got) != want.crowd {
			t.Errorf("%.40q is %q (crowd %v)", header, got, isCrowd(got))
		}
	}
}

func TestLimiter(t *testing.T) {
	now := time.Now()
	l := New(5, 30, func() time.Time { return now })
	drain := func(client string) (n int) {
		for l.Take(client) == nil {
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
	if err := fault.From(l.Take("203.0.113.7")); err.Code != fault.TooManyRequests || err.RetryAfter != 2*time.Second {
		t.Errorf("%v after %v", err, err.RetryAfter)
	}
	now = now.Add(-time.Hour) // a clock that is set back takes nothing away
	if l.Take("203.0.113.7") == nil {
		t.Error("a try too many")
	}
	now = now.Add(4 * time.Second)
	if n := drain("203.0.113.7"); n != 2 {
		t.Errorf("%d tries after 4 s", n)
	}
	now = now.Add(time.Hour)
	if n := drain("203.0.113.7"); n != 5 {
		t.Errorf("%d tries after an hour", n)
	}
}

// As often as anybody likes: also the fastest rate can be counted.
func TestFastestRate(t *testing.T) {
	l := New(1, 1<<62, time.Now)
	for range 1000 {
		if err := l.Take("203.0.113.7"); err != nil {
			time.Sleep(time.Microsecond)
		}
	}
	if left := l.clients["203.0.113.7"].Value.(*clientTries).left; !(left >= 0 && left <= 1) {
		t.Errorf("%v left", left)
	}
}

func TestMemoryIsBounded(t *testing.T) {
	l := New(1, 1, time.Now)
	for i := range 3 * clientsKept {
		_ = l.Take("203.0.113.7") // stays: it is busy
		if err := l.Take(fmt.Sprintf("2001:db8:%x::", i)); err != nil {
			t.Fatal(err)
		}
	}
	if len(l.clients) != clientsKept || l.recent.Len() != clientsKept {
		t.Errorf("%d and %d clients", len(l.clients), l.recent.Len())
	}
	if l.Take("203.0.113.7") == nil {
		t.Error("a busy client was forgotten")
	}
}
