package auth

import (
	"crypto/ed25519"
	"slices"
	"time"
)

const (
	// settle is how long a new key is only published before it signs: every
	// instance, and everyone who caches the key set document, has it by then.
	settle = 2 * refresh
	// leeway is how far the clocks of two instances may differ.
	leeway = 30 * time.Second
)

// keySet is the keys in the order of their making, oldest first.
type keySet struct {
	names []string // object keys, in step with keys
	keys  []signingKey
}

// signing is the newest key that has settled, or else the oldest there is.
func (s keySet) signing(now time.Time) signingKey {
	for i := len(s.keys) - 1; i > 0; i-- {
		if now.Sub(s.keys[i].created) >= settle {
			return s.keys[i]
		}
	}
	return s.keys[0]
}

// retired reports whether every token that key i can have signed has expired:
// it stopped signing when its successor settled.
func (s keySet) retired(i int, now time.Time, ttl time.Duration) bool {
	if i+1 >= len(s.keys) {
		return false
	}
	return now.Sub(s.keys[i+1].created) > settle+refresh+ttl+2*leeway
}

// public finds the key for verifying, unless it is retired.
func (s keySet) public(id string, now time.Time, ttl time.Duration) (ed25519.PublicKey, bool) {
	for i, k := range s.keys {
		if k.id == id && !s.retired(i, now, ttl) {
			return k.public(), true
		}
	}
	return nil, false
}

func (s keySet) jwks(now time.Time, ttl time.Duration) JWKS {
	doc := JWKS{Keys: []JWK{}}
	for i, k := range s.keys {
		if !s.retired(i, now, ttl) {
			doc.Keys = append(doc.Keys, k.jwk())
		}
	}
	return doc
}

func (s keySet) newest() signingKey { return s.keys[len(s.keys)-1] }

func (s keySet) named(name string) (signingKey, bool) {
	if i := slices.Index(s.names, name); i >= 0 {
		return s.keys[i], true
	}
	return signingKey{}, false
}
