package function

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/store"
)

// scenario is a request that does something, on a world prepared for it.
type scenario struct {
	prepare func(w *world) (request func(s *service) answer)
	status  int
	// after checks what must hold once the request has succeeded.
	after func(w *world, a answer)
}

func scenarios(t *testing.T) map[string]scenario {
	return map[string]scenario{
		"register": {
			prepare: func(*world) func(*service) answer {
				return func(s *service) answer { return send(t, s, "POST", "/api/register", credentials("eve", password)) }
			},
			status: 201,
			after:  func(w *world, a answer) { w.want(refresh(t, w.service, a.cookie()), 200, "") },
		},
		"register a freed name": {
			prepare: func(w *world) func(*service) answer {
				w.want(remove(t, w.service, w.register("eve").token(), password), 204, "")
				return func(s *service) answer { return send(t, s, "POST", "/api/register", credentials("eve", password)) }
			},
			status: 201,
			after:  func(w *world, a answer) { w.want(check(t, w.service, a.token()), 200, "") },
		},
		"login": {
			prepare: func(w *world) func(*service) answer {
				w.register("eve")
				w.want(login(t, w.service, "eve", "wrong password"), 401, "unauthenticated")
				return func(s *service) answer { return login(t, s, "eve", password) }
			},
			status: 200,
			after:  func(w *world, a answer) { w.want(refresh(t, w.service, a.cookie()), 200, "") },
		},
		"failed login": {
			prepare: func(w *world) func(*service) answer {
				w.register("eve")
				return func(s *service) answer { return login(t, s, "eve", "wrong password") }
			},
			status: 401,
			after:  func(*world, answer) {},
		},
		"refresh": {
			prepare: func(w *world) func(*service) answer {
				token := w.register("eve").cookie()
				return func(s *service) answer { return refresh(t, s, token) }
			},
			status: 200,
			after:  func(w *world, a answer) { w.want(refresh(t, w.service, a.cookie()), 200, "") },
		},
		"check": {
			prepare: func(w *world) func(*service) answer {
				token := w.register("eve").token()
				return func(s *service) answer { return check(t, s, token) }
			},
			status: 200,
			after:  func(*world, answer) {},
		},
		"delete": {
			prepare: func(w *world) func(*service) answer {
				token := w.register("eve").token()
				return func(s *service) answer { return remove(t, s, token, password) }
			},
			status: 204,
			after: func(w *world, _ answer) {
				w.want(login(t, w.service, "eve", password), 401, "unauthenticated")
				if n := len(w.sink.subjects(t)); n == 0 {
					t.Error("nothing was announced")
				}
			},
		},
		"logout": {
			prepare: func(w *world) func(*service) answer {
				token := w.register("eve").cookie()
				return func(s *service) answer {
					return send(t, s, "POST", "/api/logout", "", "Cookie", refreshCookie+"="+token)
				}
			},
			status: 204,
			after: func(w *world, _ answer) {
				if left := w.keys(sessionPrefix); len(left) != 0 {
					t.Errorf("sessions: %v", left)
				}
			},
		},
		"sweep": {
			prepare: func(w *world) func(*service) answer {
				w.want(remove(t, w.service, w.register("eve").token(), password), 204, "")
				w.clock.advance(time.Hour)
				return func(s *service) answer { return w.deliver(s, event.SweepRequested, "all") }
			},
			status: 204,
			after:  func(w *world, _ answer) {},
		},
		"jwks": {
			prepare: func(*world) func(*service) answer {
				return func(s *service) answer { return send(t, s, "GET", "/.well-known/jwks.json", "") }
			},
			status: 200,
			after:  func(*world, answer) {},
		},
	}
}

// The store fails at the first, the second, ... operation of a request, and is
// back for the next one, on a fresh instance and on a warm one. A failure is
// 503, never 500 and never a reason to sign somebody out; and then the same
// request works.
func TestStoreFailsAtEachOperation(t *testing.T) {
	for name, sc := range scenarios(t) {
		t.Run(name, func(t *testing.T) {
			for _, warm := range []bool{false, true} {
				for n, more := 0, true; more; n++ {
					if n > 40 {
						t.Fatal("no end of operations")
					}
					more = failAt(t, sc, warm, n)
				}
			}
		})
	}
}

// failAt reports whether the request got as far as operation n.
func failAt(t *testing.T, sc scenario, warm bool, n int) (reached bool) {
	w := newWorld(t)
	request := sc.prepare(w)
	s := w.service
	if !warm {
		s = w.instance()
	}
	count := 0
	w.bucket.failWhen(func(string, string) bool { count++; reached = reached || count == n+1; return count == n+1 })
	a := request(s)
	w.bucket.failWhen(nil)
	switch {
	case a.StatusCode == sc.status:
		sc.after(w, a)
		return reached
	case a.StatusCode != http.StatusServiceUnavailable:
		t.Fatalf("operation %d fails (warm %v): answer %d: %s", n, warm, a.StatusCode, a.Body)
	}
	if a.Header.Get("Retry-After") == "" {
		t.Errorf("operation %d: no Retry-After", n)
	}
	again := request(s)
	if sc.status == http.StatusNoContent && again.StatusCode == http.StatusUnauthorized {
		// A deletion that failed late: the account is gone, a sweep does the rest.
		w.clock.advance(2 * resumeAfter)
		w.want(w.deliver(s, event.SweepRequested, "all"), http.StatusNoContent, "")
		again.StatusCode = sc.status
	}
	if again.StatusCode != sc.status {
		t.Fatalf("operation %d failed (warm %v); then the answer is %d: %s", n, warm, again.StatusCode, again.Body)
	}
	sc.after(w, again)
	return reached
}

func TestStoreDown(t *testing.T) {
	for name, sc := range scenarios(t) {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			request := sc.prepare(w)
			s := w.instance()
			w.bucket.failWhen(func(string, string) bool { return true })
			if a := request(s); a.StatusCode != http.StatusServiceUnavailable {
				t.Errorf("answer %d: %s", a.StatusCode, a.Body)
			}
		})
	}
}

// lossy loses the answer of the writes that it makes, like a connection that
// breaks; a client that tries again then meets its own write.
type lossy struct{ store.Bucket }

func (l lossy) Put(ctx context.Context, key string, body []byte, o store.PutOptions) (string, error) {
	if _, err := l.Bucket.Put(ctx, key, body, o); err != nil {
		return "", err
	}
	return l.Bucket.Put(ctx, key, body, o)
}

func TestOwnWriteInTheWay(t *testing.T) {
	w := newWorld(t)
	w.bucket.Bucket = lossy{w.bucket.Bucket}
	a := w.register("ada")
	b := refresh(t, w.service, a.cookie())
	w.want(b, http.StatusOK, "")
	w.want(refresh(t, w.service, b.cookie()), http.StatusOK, "")
	w.want(login(t, w.service, "ada", "wrong password"), http.StatusUnauthorized, "unauthenticated")
	w.want(login(t, w.service, "ada", password), http.StatusOK, "")
	w.want(remove(t, w.service, a.token(), password), http.StatusNoContent, "")
	w.want(login(t, w.service, "ada", password), http.StatusUnauthorized, "unauthenticated")
	w.register("ada")
}

func TestPatienceEnds(t *testing.T) {
	w := newWorld(t)
	w.register("ada")
	unlock, err := w.names.lock(context.Background(), logins("ada", ""))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer cancel()
	req := handler.Request{Method: "POST", Body: []byte(credentials("ada", password)), Header: http.Header{
		fn.PathHeader: {"/api/login"}, "Content-Type": {"application/json"},
	}}
	req.WithContext(ctx)
	res, err := w.handle(req)
	if err != nil || res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("answer %d, %v", res.StatusCode, err)
	}
	unlock()
	w.want(login(t, w.service, "ada", password), http.StatusOK, "")
}

func TestNewTellsWrongSettings(t *testing.T) {
	s3 := map[string]string{"S3_ENDPOINT": "http://127.0.0.1:1", "S3_ACCESS_KEY_ID": "a", "S3_SECRET_ACCESS_KEY": "b"}
	if _, err := New(config.Map(s3, nil)); err != nil {
		t.Errorf("with defaults: %v", err)
	}
	for _, name := range []string{"COOKIE_SECURE", "AUTH_ACCESS_TTL", "AUTH_REFRESH_TTL", "AUTH_KEY_ROTATION", "AUTH_DELETION_HOLD", "AUTH_CLIENT_BURST", "AUTH_CLIENT_RATE"} {
		if _, err := New(config.Map(map[string]string{name: "-1x"}, config.Map(s3, nil))); err == nil {
			t.Errorf("%s=-1x is taken", name)
		}
	}
	if _, err := New(config.Map(nil, nil)); err == nil || errors.Is(err, context.Canceled) {
		t.Errorf("without storage: %v", err)
	}
}
