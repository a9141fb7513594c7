// Package auth proves who somebody is: passwords kept as argon2id hashes, and
// access tokens, which are JWTs (RFC 7519) signed with Ed25519 (RFC 8037).
//
// One algorithm, one issuer, one audience and one kind of token are accepted;
// what a token says about itself chooses nothing but the key. Signing keys live
// in a bucket, so that every instance signs and verifies with the same ones.
//
// The package knows no accounts, sessions or HTTP: those are functions/auth.
package auth

import (
	"time"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/fault"
)

// Settings of tokens and their keys.
type Settings struct {
	Issuer   string
	Audience string
	TTL      time.Duration // how long an access token is good for
	Rotation time.Duration // the age at which a signing key gets a successor
}

// ReadSettings reads AUTH_ISSUER and AUTH_AUDIENCE (reverie), AUTH_ACCESS_TTL
// (10m) and AUTH_KEY_ROTATION (720h).
func ReadSettings(r *config.Reader) Settings {
	return Settings{
		Issuer:   r.String("AUTH_ISSUER", "reverie"),
		Audience: r.String("AUTH_AUDIENCE", "reverie"),
		TTL:      r.Duration("AUTH_ACCESS_TTL", 10*time.Minute),
		Rotation: r.Duration("AUTH_KEY_ROTATION", 30*24*time.Hour),
	}
}

func unauthenticated(err error, message string) error {
	return fault.Wrap(err, fault.Unauthenticated, "%s", message)
}

func unavailable(err error) error {
	return fault.Wrap(err, fault.Unavailable, "Signing in does not work at the moment. Try again shortly.").After(retryAfter)
}

const retryAfter = 2 * time.Second
