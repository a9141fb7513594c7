package function

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/auth"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/store/memory"
)

const password = "correct horse battery"

// The log of a hundred outages that are meant to be helps nobody.
func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	m.Run()
}

// cheap hashes, since these tests are not about the hash.
var cheap = auth.Params{Memory: 64, Time: 1, Threads: 1}

// clock is a time that tests move. It starts now: the bucket in memory dates
// its objects itself.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// recorder is a sink that keeps what it is sent, or refuses it.
type recorder struct {
	mu     sync.Mutex
	events []event.Event
	err    error
}

func (r *recorder) Send(_ context.Context, e event.Event) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.err == nil {
		r.events = append(r.events, e)
	}
	return r.err
}

func (r *recorder) subjects(t *testing.T) []string {
	t.Helper()
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for _, e := range r.events {
		if e.Type() != event.AccountDeleted {
			t.Errorf("event of type %s", e.Type())
		}
		out = append(out, e.Subject())
	}
	return out
}

// world is a bucket with instances of the function on it.
type world struct {
	*service
	t      testing.TB
	bucket *faulty
	clock  *clock
	sink   *recorder
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{t: t, bucket: &faulty{Bucket: memory.New()}, clock: &clock{t: time.Now()}, sink: &recorder{}}
	w.service = w.instance()
	return w
}

// instance starts another process of the function on the same bucket.
func (w *world) instance() *service {
	w.t.Helper()
	set, err := readSettings(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	s := newService(w.bucket, set, auth.NewHasher(cheap), w.clock.now)
	s.sink = w.sink
	return s
}

// answer is a response with its body read.
type answer struct {
	handler.Response
	doc map[string]any
}

func (a answer) code() string {
	s, _ := a.doc["type"].(string)
	return strings.TrimPrefix(s, "/problems/")
}

func (a answer) token() string {
	s, _ := a.doc["access_token"].(string)
	return s
}

func (a answer) id() string {
	u, _ := a.doc["user"].(map[string]any)
	s, _ := u["id"].(string)
	return s
}

// cookie is the refresh token that the answer sets.
func (a answer) cookie() string {
	for _, c := range (&http.Response{Header: a.Header}).Cookies() {
		if c.Name == refreshCookie {
			return c.Value
		}
	}
	return ""
}

// send makes a request as the gateway makes one. Header pairs follow the body.
func send(t testing.TB, s *service, method, path, body string, header ...string) answer {
	t.Helper()
	req := handler.Request{Method: method, Body: []byte(body), Header: http.Header{fn.PathHeader: {path}}}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := s.handle(req)
	if err != nil {
		t.Fatalf("%s %s answers an error: %v", method, path, err)
	}
	a := answer{Response: res}
	if len(res.Body) > 0 {
		if err := json.Unmarshal(res.Body, &a.doc); err != nil {
			t.Fatalf("%s %s: %v in %q", method, path, err, res.Body)
		}
	}
	return a
}

func credentials(username, password string) string {
	b, _ := json.Marshal(map[string]string{"username": username, "password": password})
	return string(b)
}

func (w *world) register(username string) answer {
	w.t.Helper()
	a := send(w.t, w.service, "POST", "/api/register", credentials(username, password))
	w.want(a, http.StatusCreated, "")
	return a
}

func (w *world) want(a answer, status int, code string) {
	w.t.Helper()
	if a.StatusCode != status || a.code() != code {
		w.t.Fatalf("answer is %d %q, want %d %q: %s", a.StatusCode, a.code(), status, code, a.Body)
	}
}

func login(t testing.TB, s *service, username, password string) answer {
	t.Helper()
	return send(t, s, "POST", "/api/login", credentials(username, password))
}

func refresh(t testing.TB, s *service, token string) answer {
	t.Helper()
	return send(t, s, "POST", "/api/refresh", "", "Cookie", refreshCookie+"="+token)
}

func check(t testing.TB, s *service, token string) answer {
	t.Helper()
	return send(t, s, "GET", "/api/auth/check", "", "Authorization", "Bearer "+token)
}

func (w *world) deliver(s *service, eventType, subject string) answer {
	w.t.Helper()
	e := event.New("1", "test", eventType, subject)
	r, err := event.Request(context.Background(), "http://auth/", e)
	if err != nil {
		w.t.Fatal(err)
	}
	res, err := s.handle(handler.Request{Method: "POST", Header: r.Header})
	if err != nil {
		w.t.Fatal(err)
	}
	return answer{Response: res}
}

// keys are the objects under a prefix.
func (w *world) keys(prefix string) []string {
	w.t.Helper()
	page, err := w.bucket.Bucket.List(context.Background(), prefix, "", 1000)
	if err != nil {
		w.t.Fatal(err)
	}
	var out []string
	for _, o := range page.Objects {
		out = append(out, o.Key)
	}
	return out
}
