package function

import (
	"net/http"
	"testing"
	"unicode/utf8"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/auth"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
)

func FuzzMembers(f *testing.F) {
	f.Add([]byte(credentials("ada", password)))
	f.Add([]byte(`{"username":"a","username":"b","password":null,"x":[{}]}`))
	f.Add([]byte(`{"username":"\ud800","password":"\u0000"} {}`))
	f.Add([]byte("{"))
	f.Fuzz(func(t *testing.T, body []byte) {
		in, err := members(handler.Request{Body: body, Header: http.Header{"Content-Type": {"application/json"}}}, "username", "password")
		if err != nil {
			if s := fault.Status(err); s != 400 && s != 413 && s != 422 {
				t.Fatalf("%q: %v", body, err)
			}
			return
		}
		if len(in) != 2 {
			t.Fatalf("%q: members %v", body, in)
		}
		if checkNew(in["username"], in["password"]) != nil {
			return
		}
		n := utf8.RuneCountInString(auth.Normalize(in["password"]))
		if !usernameRule.MatchString(in["username"]) || n < shortestPassword || n > longestPassword {
			t.Fatalf("%q is accepted", body)
		}
	})
}

func FuzzParseRefreshToken(f *testing.F) {
	f.Add(newRefreshToken(newAccountID("ada")).String())
	f.Add("..")
	f.Add("../../keys/00000001.json.x.y")
	f.Fuzz(func(t *testing.T, s string) {
		token, ok := parseRefreshToken(s)
		if ok && token.String() != s {
			t.Fatalf("%q is taken for %q", s, token)
		}
		if ok && (!isID(token.account, idChars) || !isID(token.session, randomChars)) {
			t.Fatalf("%q makes the key %q", s, sessionKey(token))
		}
	})
}

// Whatever comes in, the answer is one that a client can be told, and nobody is
// let in.
func FuzzHandle(f *testing.F) {
	w := newWorld(f)
	a := w.register("ada")
	f.Add("POST", "/api/login", "application/json", "Bearer x", refreshCookie+"=a.b.c", []byte(credentials("bob", password)))
	f.Add("POST", "/api/refresh", "", "", refreshCookie+"="+a.cookie()+"x", []byte{})
	f.Add("DELETE", "/api/me", "application/json", "Bearer "+a.token()+"x", "", []byte(`{"password":""}`))
	f.Add("GET", "/api/auth/check", "application/cloudevents+json", "Bearer ..", ";=", []byte("{}"))
	f.Add("POST", "/", "application/cloudevents+json", "", "", []byte(`{"specversion":"1.0","id":"1","source":"/x","type":"io.github.reverie-image.account.pictures-deleted","subject":"../x"}`))
	f.Fuzz(func(t *testing.T, method, path, media, authorization, cookie string, body []byte) {
		res, err := w.handle(handler.Request{Method: method, Body: body, Header: http.Header{
			fn.PathHeader: {path}, "Content-Type": {media}, "Authorization": {authorization}, "Cookie": {cookie},
		}})
		if err != nil || res.StatusCode < 200 || res.StatusCode >= 500 {
			t.Fatalf("answer %d, %v", res.StatusCode, err)
		}
		if res.Header.Get(fn.UserHeader) != "" {
			t.Fatalf("let in with %q", authorization)
		}
	})
}
