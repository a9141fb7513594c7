package local

import (
	"encoding/json"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/functions"
	"github.com/reverie-image/reverie/internal/local/broker"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/store"
	s3store "github.com/reverie-image/reverie/shared/store/s3"
)

// breakable are all functions; while down, the one called name answers 503.
func breakable(name string, down *atomic.Bool) []functions.Function {
	var list []functions.Function
	for _, f := range functions.All {
		if f.Name == name {
			f = wrapped(f, func(r handler.Request, next fn.Handle) (handler.Response, error) {
				if down.Load() {
					return fn.Fail(r, fault.New(fault.Unavailable, "Down for a test.")), nil
				}
				return next(r)
			})
		}
		list = append(list, f)
	}
	return list
}

// register makes an account and returns its Authorization header.
func register(t *testing.T, s *Server) []string {
	t.Helper()
	res, body := do(t, http.MethodPost, s.URL()+"/api/register", []byte(`{"username":"ada","password":"correct horse battery"}`), "Content-Type", "application/json")
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := json.Unmarshal(body, &answer); err != nil || res.StatusCode != http.StatusCreated || answer.Token == "" {
		t.Fatalf("%s %s", res.Status, body)
	}
	for _, c := range res.Cookies() {
		if c.Secure {
			t.Errorf("cookie %s would not be sent back over plain HTTP", c.Name)
		}
	}
	return []string{"Authorization", "Bearer " + answer.Token}
}

func gallery(t *testing.T, s *Server, login []string) (int, int) {
	t.Helper()
	res, body := do(t, http.MethodGet, s.URL()+"/api/gallery", nil, login...)
	var page struct{ Items []any }
	if res.StatusCode == http.StatusOK {
		if err := json.Unmarshal(body, &page); err != nil {
			t.Fatalf("%v: %s", err, body)
		}
	}
	return res.StatusCode, len(page.Items)
}

// eventually waits for what events bring about.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for deadline := time.Now().Add(15 * time.Second); !is(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not in time", what)
		}
	}
}

// objects counts what the gallery keeps under a prefix.
func objects(t *testing.T, s *Server, prefix string) (n int) {
	t.Helper()
	bucket, err := s3store.Open(s.Env(), s3store.Gallery)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.All(t.Context(), bucket, prefix, func(store.Info) error { n++; return nil }); err != nil {
		t.Fatal(err)
	}
	return n
}

// Pictures of signed-in users are kept, also those whose conversion ended while
// the gallery was away.
func TestPicturesReachTheGallery(t *testing.T) {
	var down atomic.Bool
	s := start(t, Config{Functions: breakable("gallery", &down), Retry: broker.Retry{First: 20 * time.Millisecond, Max: 100 * time.Millisecond}})
	login := register(t, s)
	down.Store(true)
	for range 3 {
		res, body := do(t, http.MethodPost, s.URL()+"/api/jobs?converter=grayscale", pngOf(4, 4), append([]string{"Prefer", "wait=10"}, login...)...)
		if res.StatusCode != http.StatusOK {
			t.Fatalf("conversion without gallery: %s %s", res.Status, body)
		}
	}
	submit(t, s, "grayscale") // anonymous: nothing for the gallery
	if status, _ := gallery(t, s, login); status != http.StatusServiceUnavailable {
		t.Errorf("gallery answers %d", status)
	}
	time.Sleep(300 * time.Millisecond)
	down.Store(false)
	eventually(t, "three pictures in the gallery", func() bool { _, n := gallery(t, s, login); return n == 3 })
}

// Deleting an account goes through auth, the gallery and auth again by events.
func TestADeletedAccountTakesItsPictures(t *testing.T) {
	s := start(t, Config{})
	login := register(t, s)
	res, body := do(t, http.MethodPost, s.URL()+"/api/jobs?converter=grayscale", pngOf(4, 4), append([]string{"Prefer", "wait=10"}, login...)...)
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%s %s", res.Status, body)
	}
	eventually(t, "a picture in the gallery", func() bool { _, n := gallery(t, s, login); return n == 1 })
	res, body = do(t, http.MethodDelete, s.URL()+"/api/me", []byte(`{"password":"correct horse battery"}`), append([]string{"Content-Type", "application/json"}, login...)...)
	if res.StatusCode != http.StatusNoContent {
		t.Fatalf("%s %s", res.Status, body)
	}
	eventually(t, "a gallery without pictures", func() bool { return objects(t, s, "items/")+objects(t, s, "pictures/") == 0 })
}

// Anonymous conversions go on without accounts; who signed in is told.
func TestAccountsDown(t *testing.T) {
	var down atomic.Bool
	s := start(t, Config{Functions: breakable("auth", &down)})
	login := register(t, s)
	down.Store(true)
	if res, _ := poll(t, s, submit(t, s, "grayscale")); res.StatusCode != http.StatusOK {
		t.Errorf("anonymous conversion: %s", res.Status)
	}
	if status, _ := gallery(t, s, login); status != http.StatusServiceUnavailable {
		t.Errorf("gallery: %d", status)
	}
}
