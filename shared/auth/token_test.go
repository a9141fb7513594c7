package auth

import (
	"context"
	"crypto/ed25519"
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/store/memory"
)

// clock is a time that tests move.
type clock struct{ t time.Time }

func (c *clock) now() time.Time          { return c.t }
func (c *clock) advance(d time.Duration) { c.t = c.t.Add(d) }

func newClock() *clock { return &clock{t: time.Date(2030, 5, 1, 12, 0, 0, 0, time.UTC)} }

func newTokens(t testing.TB) (*Tokens, *clock) {
	t.Helper()
	r := config.Read(nil)
	s := ReadSettings(r)
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	c := newClock()
	return NewTokens(memory.New(), s, c.now), c
}

func TestIssuedTokenVerifies(t *testing.T) {
	tokens, c := newTokens(t)
	access, err := tokens.Issue(context.Background(), "account-1")
	if err != nil {
		t.Fatal(err)
	}
	if access.ExpiresIn != 10*time.Minute {
		t.Errorf("ExpiresIn = %v", access.ExpiresIn)
	}
	got, err := tokens.Verify(context.Background(), access.Token)
	if err != nil {
		t.Fatal(err)
	}
	if got.Subject != "account-1" || got.ID == "" || !got.Issued.Equal(c.t) || !got.Expires.Equal(c.t.Add(10*time.Minute)) {
		t.Errorf("claims = %+v", got)
	}
	if len(access.Token) > tokenLimit/2 {
		t.Errorf("a token has %d characters", len(access.Token))
	}
}

func TestTokenExpires(t *testing.T) {
	tokens, c := newTokens(t)
	access, _ := tokens.Issue(context.Background(), "a")
	c.advance(10*time.Minute + leeway - time.Second)
	if _, err := tokens.Verify(context.Background(), access.Token); err != nil {
		t.Errorf("within the leeway: %v", err)
	}
	c.advance(2 * time.Second)
	_, err := tokens.Verify(context.Background(), access.Token)
	if !fault.Is(err, fault.Unauthenticated) || !strings.Contains(fault.From(err).Message, "expired") {
		t.Errorf("after it: %v", err)
	}
}

// forge signs any header and claims.
func forge(t testing.TB, method jwt.SigningMethod, key any, header map[string]any, claims jwt.MapClaims) string {
	t.Helper()
	token := jwt.NewWithClaims(method, claims)
	maps.Copy(token.Header, header)
	for k, v := range header {
		if v == nil {
			delete(token.Header, k)
		}
	}
	s, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestVerifyRefuses(t *testing.T) {
	tokens, c := newTokens(t)
	key, err := tokens.signing(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := newKey(c.t)
	if err != nil {
		t.Fatal(err)
	}
	header := func(set ...any) map[string]any {
		h := map[string]any{"typ": tokenType, "kid": key.id}
		for i := 0; i < len(set); i += 2 {
			h[set[i].(string)] = set[i+1]
		}
		return h
	}
	good := func(set ...any) jwt.MapClaims {
		m := jwt.MapClaims{
			"iss": "reverie", "aud": "reverie", "sub": "a", "jti": "1", "token_use": accessUse,
			"iat": c.t.Unix(), "exp": c.t.Add(time.Minute).Unix(),
		}
		for i := 0; i < len(set); i += 2 {
			m[set[i].(string)] = set[i+1]
			if set[i+1] == nil {
				delete(m, set[i].(string))
			}
		}
		return m
	}
	ed := jwt.SigningMethodEdDSA
	signed := func(h map[string]any, m jwt.MapClaims) string { return forge(t, ed, key.private, h, m) }
	fine := signed(header(), good())
	if _, err := tokens.Verify(context.Background(), fine); err != nil {
		t.Fatalf("the token that the others differ from: %v", err)
	}
	parts := strings.Split(fine, ".")

	for name, token := range map[string]string{
		"empty":                     "",
		"dots":                      "..",
		"two parts":                 parts[0] + "." + parts[1],
		"four parts":                fine + ".",
		"no signature":              parts[0] + "." + parts[1] + ".",
		"line end":                  parts[0] + "." + parts[1] + "." + parts[2][:10] + "\n" + parts[2][10:],
		"padding":                   fine + "==",
		"long":                      fine + strings.Repeat("A", tokenLimit),
		"tampered claims":           parts[0] + "." + strings.Split(signed(header(), good("sub", "b")), ".")[1] + "." + parts[2],
		"tampered header":           strings.Split(signed(header("x", 1), good()), ".")[0] + "." + parts[1] + "." + parts[2],
		"tampered signature":        parts[0] + "." + parts[1] + "." + flip(parts[2]),
		"alg none":                  forge(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, header(), good()),
		"alg none, own signature":   forge(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, header(), good()) + parts[2],
		"HS256 with the public key": forge(t, jwt.SigningMethodHS256, []byte(key.public()), header(), good()),
		"HS512 with its JWK text":   forge(t, jwt.SigningMethodHS512, []byte(key.jwk().X), header(), good()),
		"foreign key, our key ID":   forge(t, ed, foreign.private, header(), good()),
		"foreign key, own key ID":   forge(t, ed, foreign.private, header("kid", foreign.id), good()),
		"foreign key in the header": forge(t, ed, foreign.private, header("kid", foreign.id, "jwk", foreign.jwk()), good()),
		"no key ID":                 signed(header("kid", nil), good()),
		"key ID a number":           signed(header("kid", 1), good()),
		"key ID a path":             signed(header("kid", "../keys/00000001.json"), good()),
		"type JWT":                  signed(header("typ", "JWT"), good()),
		"no type":                   signed(header("typ", nil), good()),
		"type of a refresh token":   signed(header("typ", "rt+jwt"), good()),
		"critical extension":        signed(header("crit", []string{"b64"}, "b64", true), good()),
		"another use":               signed(header(), good("token_use", "refresh")),
		"no use":                    signed(header(), good("token_use", nil)),
		"another issuer":            signed(header(), good("iss", "elsewhere")),
		"no issuer":                 signed(header(), good("iss", nil)),
		"another audience":          signed(header(), good("aud", "elsewhere")),
		"other audiences":           signed(header(), good("aud", []string{"x", "y"})),
		"no audience":               signed(header(), good("aud", nil)),
		"expired":                   signed(header(), good("exp", c.t.Add(-time.Minute).Unix())),
		"no expiry":                 signed(header(), good("exp", nil)),
		"expiry as text":            signed(header(), good("exp", "never")),
		"issued in the future":      signed(header(), good("iat", c.t.Add(time.Hour).Unix())),
		"no time of issue":          signed(header(), good("iat", nil)),
		"not yet valid":             signed(header(), good("nbf", c.t.Add(time.Hour).Unix())),
		"no subject":                signed(header(), good("sub", nil)),
		"subject a number":          signed(header(), good("sub", 7)),
		"no ID":                     signed(header(), good("jti", nil)),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := tokens.Verify(context.Background(), token); !fault.Is(err, fault.Unauthenticated) {
				t.Errorf("Verify = %v, want unauthenticated", err)
			}
		})
	}
}

// flip changes one bit of a signature.
func flip(s string) string {
	c := byte('A')
	if s[5] == c {
		c = 'B'
	}
	return s[:5] + string(c) + s[6:]
}

// A verifier of its own needs nothing but the document.
func TestJWKSVerifies(t *testing.T) {
	tokens, _ := newTokens(t)
	access, err := tokens.Issue(context.Background(), "a")
	if err != nil {
		t.Fatal(err)
	}
	doc, err := tokens.JWKS(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(text), `"d"`) {
		t.Fatalf("the document holds a private part: %s", text)
	}
	var set struct{ Keys []map[string]string }
	if err := json.Unmarshal(text, &set); err != nil || len(set.Keys) != 1 {
		t.Fatalf("%s: %v", text, err)
	}
	k := set.Keys[0]
	if k["kty"] != "OKP" || k["crv"] != "Ed25519" || k["alg"] != "EdDSA" || k["use"] != "sig" {
		t.Errorf("key = %v", k)
	}
	x, err := jwt.NewParser().DecodeSegment(k["x"])
	if err != nil {
		t.Fatal(err)
	}
	i := strings.LastIndex(access.Token, ".")
	sig, _ := jwt.NewParser().DecodeSegment(access.Token[i+1:])
	if !ed25519.Verify(x, []byte(access.Token[:i]), sig) {
		t.Error("the signature does not verify with the published key")
	}
}

func FuzzVerify(f *testing.F) {
	tokens, _ := newTokens(f)
	access, err := tokens.Issue(context.Background(), "a")
	if err != nil {
		f.Fatal(err)
	}
	parts := strings.Split(access.Token, ".")
	f.Add(access.Token)
	f.Add(parts[0] + "." + parts[1] + ".")
	f.Add("eyJhbGciOiJub25lIn0.e30.")
	f.Add(access.Token + "\r\n")
	f.Add("bnVsbA.bnVsbA.bnVsbA")
	f.Fuzz(func(t *testing.T, token string) {
		_, err := tokens.Verify(context.Background(), token)
		if token == access.Token {
			if err != nil {
				t.Fatalf("our own token: %v", err)
			}
			return
		}
		if !fault.Is(err, fault.Unauthenticated) {
			t.Fatalf("%q: %v, want unauthenticated", token, err)
		}
	})
}
