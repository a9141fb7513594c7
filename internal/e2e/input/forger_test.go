package input

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/internal/e2e/contract/live"
	s3store "github.com/reverie-image/reverie/shared/store/s3"
)

// forger makes tokens of its own out of a good one.
type forger struct {
	header, claims map[string]any
	public         string // the site's key, as the JWKS shows it
	private        ed25519.PrivateKey
}

func newForger(t *testing.T, s *live.Site, good string) forger {
	t.Helper()
	parts := strings.Split(good, ".")
	f := forger{}
	for i, into := range []*map[string]any{&f.header, &f.claims} {
		data, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, into); err != nil {
			t.Fatal(err)
		}
	}
	f.public = decode[struct{ Keys []struct{ X string } }](t, s.Do(t, "GET", "/.well-known/jwks.json", nil)).Keys[0].X
	f.private = signingKey(t, s)
	return f
}

// signingKey is the site's own, out of its storage: what is wrong with a token
// that it signs is what the token says.
func signingKey(t *testing.T, s *live.Site) ed25519.PrivateKey {
	t.Helper()
	bucket, err := s3store.Open(s.Env(), s3store.Accounts)
	if err != nil {
		t.Fatal(err)
	}
	page, err := bucket.List(t.Context(), "keys/", "", 1)
	if err != nil || len(page.Objects) == 0 {
		t.Fatal("no signing key is stored", err)
	}
	o, err := bucket.Get(t.Context(), page.Objects[0].Key, 0)
	if err != nil {
		t.Fatal(err)
	}
	var key struct{ D string }
	if err := json.Unmarshal(o.Body, &key); err != nil {
		t.Fatal(err)
	}
	seed, err := base64.RawURLEncoding.DecodeString(key.D)
	if err != nil {
		t.Fatal(err)
	}
	return ed25519.NewKeyFromSeed(seed)
}

// changed is m with members changed, by names and values; nil takes one away.
func changed(m map[string]any, pairs ...any) map[string]any {
	out := maps.Clone(m)
	for i := 0; i < len(pairs); i += 2 {
		name, _ := pairs[i].(string)
		if out[name] = pairs[i+1]; pairs[i+1] == nil {
			delete(out, name)
		}
	}
	return out
}

func encode(v any) string {
	data, _ := json.Marshal(v) // maps of text, numbers and booleans
	return base64.RawURLEncoding.EncodeToString(data)
}

func (f forger) token(header, claims map[string]any, sign func(string) []byte) string {
	text := encode(header) + "." + encode(claims)
	return text + "." + base64.RawURLEncoding.EncodeToString(sign(text))
}

func byKey(k ed25519.PrivateKey) func(string) []byte {
	return func(text string) []byte { return ed25519.Sign(k, []byte(text)) }
}

func byHMAC(secret []byte) func(string) []byte {
	return func(text string) []byte {
		h := hmac.New(sha256.New, secret)
		h.Write([]byte(text))
		return h.Sum(nil)
	}
}

func unsigned(string) []byte { return nil }

// says is a token that the site's own key signed, with claims changed.
func (f forger) says(pairs ...any) string {
	return f.token(f.header, changed(f.claims, pairs...), byKey(f.private))
}
