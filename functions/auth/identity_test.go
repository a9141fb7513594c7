package function

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fn"
)

func TestCheckNamesTheAccount(t *testing.T) {
	w := newWorld(t)
	made := w.register("ada")
	a := check(t, w.instance(), made.token())
	w.want(a, http.StatusOK, "")
	if a.Header.Get(fn.UserHeader) != made.id() || a.id() != made.id() {
		t.Errorf("header %q, body %s", a.Header.Get(fn.UserHeader), a.Body)
	}
	me := send(t, w.service, "GET", "/api/me", "", "Authorization", "Bearer "+made.token())
	if me.doc["id"] != made.id() || me.doc["username"] != "ada" || me.doc["created_at"] == nil || len(me.doc) != 3 {
		t.Errorf("me = %s", me.Body)
	}
}

func TestCheckRefuses(t *testing.T) {
	w := newWorld(t)
	token := w.register("ada").token()
	parts := strings.Split(token, ".")
	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	none := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","typ":"at+jwt"}`))
	_, foreign, _ := ed25519.GenerateKey(nil)
	signed := parts[0] + "." + parts[1]
	for name, header := range map[string]string{
		"empty":       "",
		"scheme only": "Bearer",
		"basic":       "Basic YTpi",
		"nonsense":    "Bearer abc",
		"alg none":    "Bearer " + none + "." + parts[1] + ".",
		"unsigned":    "Bearer " + signed + ".",
		"foreign":     "Bearer " + signed + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(foreign, []byte(signed))),
		"tampered": "Bearer " + parts[0] + "." +
			base64.RawURLEncoding.EncodeToString([]byte(strings.Replace(string(claims), `"sub":"`, `"sub":"x`, 1))) + "." + parts[2],
		"refresh token": "Bearer " + login(t, w.service, "ada", password).cookie(),
	} {
		t.Run(name, func(t *testing.T) {
			a := send(t, w.service, "GET", "/api/auth/check", "", "Authorization", header)
			w.want(a, http.StatusUnauthorized, "unauthenticated")
			if !strings.HasPrefix(a.Header.Get("WWW-Authenticate"), "Bearer ") || a.Header.Get(fn.UserHeader) != "" {
				t.Errorf("header = %v", a.Header)
			}
		})
	}
	w.want(send(t, w.service, "GET", "/api/auth/check", ""), http.StatusUnauthorized, "unauthenticated")
	w.want(send(t, w.service, "GET", "/api/me", "", fn.UserHeader, strings.Repeat("a", idChars)), http.StatusUnauthorized, "unauthenticated")
	res, _ := w.handle(handler.Request{Method: "GET", Header: http.Header{
		fn.PathHeader: {"/api/auth/check"}, "Authorization": {"Bearer " + token, "Bearer " + token},
	}})
	if res.StatusCode != http.StatusUnauthorized {
		t.Errorf("two headers: %d", res.StatusCode)
	}
	w.clock.advance(11 * time.Minute)
	w.want(check(t, w.service, token), http.StatusUnauthorized, "unauthenticated")
}

// The check is part of every signed-in request.
func TestCheckIsCheap(t *testing.T) {
	w := newWorld(t)
	token := w.register("ada").token()
	var operations atomic.Int32
	w.bucket.failWhen(func(string, string) bool { operations.Add(1); return false })
	for range 100 {
		w.want(check(t, w.service, token), http.StatusOK, "")
	}
	if n := operations.Load(); n != 1 {
		t.Errorf("100 checks in one second: %d requests to the store", n)
	}
	w.clock.advance(cacheFor)
	check(t, w.service, token)
	if n := operations.Load(); n != 2 {
		t.Errorf("a later one: %d", n)
	}
}

func TestUserCacheIsBounded(t *testing.T) {
	w := newWorld(t)
	for i := range cacheSize + 10 {
		w.known.put(string(rune(i)), user{})
	}
	if n := len(w.known.users); n > cacheSize {
		t.Errorf("%d users", n)
	}
}

func TestJWKS(t *testing.T) {
	w := newWorld(t)
	token := w.register("ada").token()
	a := send(t, w.service, "GET", "/.well-known/jwks.json", "")
	w.want(a, http.StatusOK, "")
	if got := a.Header.Get("Content-Type"); got != "application/jwk-set+json" {
		t.Errorf("Content-Type = %s", got)
	}
	head, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[0])
	if err != nil {
		t.Fatal(err)
	}
	var header struct{ Kid string }
	var set struct{ Keys []struct{ Kid, D string } }
	if json.Unmarshal(head, &header) != nil || json.Unmarshal(a.Body, &set) != nil || len(set.Keys) != 1 {
		t.Fatalf("%s, %s", head, a.Body)
	}
	if set.Keys[0].Kid != header.Kid || set.Keys[0].D != "" {
		t.Errorf("token of key %s, document %s", header.Kid, a.Body)
	}
}
