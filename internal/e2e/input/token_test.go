package input

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/reverie-image/reverie/internal/e2e/contract/live"
	"github.com/reverie-image/reverie/shared/fault"
)

func TestForgedTokens(t *testing.T) {
	s := start(t)
	account, other := s.Register(t, newName()), s.Register(t, newName())
	f := newForger(t, s, account.Token)
	if a := s.Do(t, "GET", "/api/me", nil, "Authorization", "Bearer "+f.says()); a.Status != 200 {
		t.Fatalf("the forger does not know how tokens are made: %v", a)
	}
	_, foreign, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	public, _ := base64.RawURLEncoding.DecodeString(f.public)
	text, signature := account.Token[:strings.LastIndex(account.Token, ".")], account.Token[strings.LastIndex(account.Token, ".")+1:]
	head, body, _ := strings.Cut(text, ".")
	alg := func(name string) map[string]any { return changed(f.header, "alg", name) }
	mine := byKey(foreign)
	foreignX := base64.RawURLEncoding.EncodeToString(foreign.Public().(ed25519.PublicKey))
	now := time.Now().Unix()
	tokens := map[string]string{
		"none":                   f.token(alg("none"), f.claims, unsigned),
		"None":                   f.token(alg("None"), f.claims, unsigned),
		"none with a signature":  encode(alg("none")) + "." + body + "." + signature,
		"no algorithm":           f.token(changed(f.header, "alg", nil), f.claims, unsigned),
		"signature taken off":    text + ".",
		"no signature part":      text,
		"HS256, public key":      f.token(alg("HS256"), f.claims, byHMAC(public)),
		"HS256, key as text":     f.token(alg("HS256"), f.claims, byHMAC([]byte(f.public))),
		"HS256, empty key":       f.token(alg("HS256"), f.claims, byHMAC(nil)),
		"HS512":                  f.token(alg("HS512"), f.claims, byHMAC(public)),
		"RS256":                  f.token(alg("RS256"), f.claims, mine),
		"ES256":                  f.token(alg("ES256"), f.claims, mine),
		"foreign key":            f.token(f.header, f.claims, mine),
		"foreign key of its own": f.token(changed(f.header, "kid", "mine"), f.claims, mine),
		"foreign key inside":     f.token(changed(f.header, "jwk", map[string]any{"kty": "OKP", "crv": "Ed25519", "x": foreignX}), f.claims, mine),
		"foreign key elsewhere":  f.token(changed(f.header, "jku", "http://127.0.0.1:1/keys"), f.claims, mine),
		"key ID with a path":     f.token(changed(f.header, "kid", "../../etc/passwd"), f.claims, mine),
		"no key ID":              f.token(changed(f.header, "kid", nil), f.claims, byKey(f.private)),
		"a number for a key ID":  f.token(changed(f.header, "kid", 1), f.claims, byKey(f.private)),
		"critical":               f.token(changed(f.header, "crit", []string{"exp"}), f.claims, byKey(f.private)),
		"another type":           f.token(changed(f.header, "typ", "JWT"), f.claims, byKey(f.private)),
		"claims of another":      head + "." + encode(changed(f.claims, "sub", other.ID)) + "." + signature,
		"expired":                f.says("exp", now-3600),
		"without an end":         f.says("exp", nil),
		"an end that is text":    f.says("exp", "tomorrow"),
		"not yet":                f.says("nbf", now+3600),
		"made in the future":     f.says("iat", now+3600),
		"another issuer":         f.says("iss", "elsewhere"),
		"no issuer":              f.says("iss", nil),
		"another audience":       f.says("aud", "elsewhere"),
		"no audience":            f.says("aud", nil),
		"another use":            f.says("token_use", "refresh"),
		"no subject":             f.says("sub", nil),
		"nobody's":               f.says("sub", "hh6a6zfbrp3fww6uv6lfnf2anqvumgwd675zrcum4zduddjxdzjuq3ijyi"),
		"a subject with a path":  f.says("sub", "../accounts/x"),
		"a long subject":         f.says("sub", strings.Repeat("a", 1000)),
		"far too long":           f.says("x", strings.Repeat("a", 40_000)),
		"the refresh token":      account.Refresh,
		"a fourth part":          account.Token + ".x",
		"padded":                 account.Token + "==",
		"with a space":           strings.Replace(account.Token, ".", ". ", 1),
		"no token":               "",
		"no JWT":                 "hunter2",
		"dots":                   "..",
	}
	for i := range 8 { // one bit anywhere
		b := []byte(account.Token)
		at := (i*2 + 1) * len(b) / 16
		b[at] = map[bool]byte{true: 'B', false: 'A'}[b[at] == 'A']
		tokens["tampered "+string(rune('0'+i))] = string(b)
	}
	for name, token := range tokens {
		t.Run(name, func(t *testing.T) {
			if token == account.Token {
				t.Fatal("this token is good")
			}
			rejected(t, s, "Bearer "+token)
		})
	}
	for _, scheme := range []string{"Basic ", "Token ", "", "Bearer,", "JWT "} {
		rejected(t, s, scheme+account.Token)
	}
	if a := s.Do(t, "GET", "/api/me", nil, "Authorization", "bearer "+account.Token); a.Status != 200 {
		t.Errorf("schemes have no case: %v", a)
	}
}

// rejected: no route takes the credentials, and none goes on as if there were
// none.
func rejected(t *testing.T, s *live.Site, credentials string) {
	t.Helper()
	for _, target := range []string{"GET /api/me", "GET /api/auth/check", "GET /api/gallery", "POST " + submit, "GET /api/jobs/AAAAAAAAAAAAAAAAAAAAAAAAAA"} {
		method, path, _ := strings.Cut(target, " ")
		var body []byte
		if method == "POST" {
			body = photo()
		}
		a := s.Do(t, method, path, body, "Authorization", credentials)
		a.WantProblem(t, fault.Unauthenticated)
		if bytes.Contains(a.Body, []byte("jwt")) || bytes.Contains(a.Body, []byte("ed25519")) {
			t.Errorf("%v: it says what it is made of", a)
		}
	}
}

// Tokens elsewhere than in the header are nobody's business.
func TestTokensElsewhere(t *testing.T) {
	s := start(t)
	account := s.Register(t, newName())
	for _, header := range [][]string{
		{"Cookie", "access_token=" + account.Token + "; Authorization=Bearer " + account.Token},
		{"X-Authorization", account.Bearer()},
		{"Proxy-Authorization", account.Bearer()},
		{"Authorization", account.Bearer(), "Authorization", "Bearer x"},
		{"Authorization", account.Bearer(), "Authorization", account.Bearer()},
	} {
		s.Do(t, "GET", "/api/me", nil, header...).WantProblem(t, fault.Unauthenticated)
		s.Do(t, "GET", "/api/gallery", nil, header...).WantProblem(t, fault.Unauthenticated)
	}
	s.Do(t, "GET", "/api/me?access_token="+account.Token, nil).WantProblem(t, fault.Unauthenticated)
}

func TestForgedRefreshTokens(t *testing.T) {
	s := start(t)
	account := s.Register(t, newName())
	parts := strings.Split(account.Refresh, ".")
	for _, cookie := range []string{
		"", "x", "..", account.Token, account.Refresh[:len(account.Refresh)-1], account.Refresh + "A",
		parts[0] + ".." + parts[2], "../" + account.Refresh, strings.ToUpper(account.Refresh), strings.Repeat("a", 30_000),
	} {
		s.Do(t, "POST", "/api/refresh", nil, "Cookie", "reverie_refresh="+cookie).WantProblem(t, fault.Unauthenticated)
	}
	cookie := "reverie_refresh="
	a := s.Do(t, "POST", "/api/refresh", nil, "Cookie", cookie+account.Refresh)
	if a.Status != 200 {
		t.Fatalf("the good one, after all those: %v", a)
	}
	// Whoever knows a session but not its secret has an old token, or a stolen
	// part of one: the session ends, for all.
	s.Do(t, "POST", "/api/refresh", nil, "Cookie", cookie+parts[0]+"."+parts[1]+"."+strings.Repeat("A", len(parts[2]))).WantProblem(t, fault.Unauthenticated)
	s.Do(t, "POST", "/api/refresh", nil, "Cookie", cookie+live.ReadAccount(t, a).Refresh).WantProblem(t, fault.Unauthenticated)
}
