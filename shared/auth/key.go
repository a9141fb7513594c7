package auth

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// JWK is the public part of a key as RFC 8037 writes it.
type JWK struct {
	Type      string `json:"kty"` // OKP
	Curve     string `json:"crv"` // Ed25519
	X         string `json:"x"`
	ID        string `json:"kid"`
	Algorithm string `json:"alg"` // EdDSA
	Use       string `json:"use"` // sig
}

// JWKS is a key set document (RFC 7517, section 5).
type JWKS struct {
	Keys []JWK `json:"keys"`
}

// JWKSContentType is the media type of a key set document.
const JWKSContentType = "application/jwk-set+json"

var errKey = errors.New("auth: not a signing key of ours")

// signingKey is a key pair. Its ID is the thumbprint of the public part (RFC
// 7638), so that an ID can never come to name another key.
type signingKey struct {
	id      string
	created time.Time
	private ed25519.PrivateKey
}

// storedKey is a signing key as an object: a private JWK with its age.
type storedKey struct {
	JWK
	D       string    `json:"d"`
	Created time.Time `json:"created_at"`
}

func newKey(now time.Time) (signingKey, error) {
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return signingKey{}, err
	}
	return signingKey{id: thumbprint(public), created: now.UTC().Truncate(time.Millisecond), private: private}, nil
}

func (k signingKey) public() ed25519.PublicKey { return k.private.Public().(ed25519.PublicKey) }

func (k signingKey) jwk() JWK {
	return JWK{Type: "OKP", Curve: "Ed25519", X: encode(k.public()), ID: k.id, Algorithm: "EdDSA", Use: "sig"}
}

func (k signingKey) marshal() ([]byte, error) {
	return json.Marshal(storedKey{JWK: k.jwk(), D: encode(k.private.Seed()), Created: k.created})
}

// parseKey reads what marshal wrote. The parts must belong together: a key whose
// public part was changed would sign tokens that nobody can verify.
func parseKey(data []byte) (signingKey, error) {
	var s storedKey
	if err := json.Unmarshal(data, &s); err != nil {
		return signingKey{}, fmt.Errorf("%w: %w", errKey, err)
	}
	seed, err := base64.RawURLEncoding.Strict().DecodeString(s.D)
	if err != nil || len(seed) != ed25519.SeedSize {
		return signingKey{}, fmt.Errorf("%w: private part", errKey)
	}
	k := signingKey{created: s.Created, private: ed25519.NewKeyFromSeed(seed)}
	k.id = thumbprint(k.public())
	if s.JWK != k.jwk() || s.Created.IsZero() {
		return signingKey{}, fmt.Errorf("%w: parts do not match", errKey)
	}
	return k, nil
}

func thumbprint(public ed25519.PublicKey) string {
	sum := sha256.Sum256([]byte(`{"crv":"Ed25519","kty":"OKP","x":"` + encode(public) + `"}`))
	return encode(sum[:])
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
