package auth

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/store"
)

const (
	tokenType  = "at+jwt" // the header's typ, as in RFC 9068
	accessUse  = "access" // the claim token_use
	tokenLimit = 2 << 10  // ours have about 450 characters
)

// Access is an access token, for the Authorization header, and its life time.
type Access struct {
	Token     string
	ExpiresIn time.Duration
}

// Claims are what a verified token says.
type Claims struct {
	Subject string // the account's ID
	ID      string // the token's own
	Issued  time.Time
	Expires time.Time
}

type claims struct {
	jwt.RegisteredClaims
	Use string `json:"token_use"`
}

var errClaims = errors.New("auth: claims missing or of another kind of token")

// Validate is called by the parser after the signature and the registered
// claims, which it checks itself as far as they are present.
func (c *claims) Validate() error {
	if c.Use != accessUse || c.Subject == "" || c.ID == "" || c.IssuedAt == nil {
		return errClaims
	}
	return nil
}

// Tokens issues and verifies access tokens.
type Tokens struct {
	*Ring
	settings Settings
	now      func() time.Time
	parser   *jwt.Parser
}

// NewTokens signs with the keys of a bucket, or makes the first one.
func NewTokens(bucket store.Bucket, settings Settings, now func() time.Time) *Tokens {
	return &Tokens{
		Ring:     NewRing(bucket, settings, now),
		settings: settings,
		now:      now,
		parser: jwt.NewParser(
			jwt.WithValidMethods([]string{jwt.SigningMethodEdDSA.Alg()}),
			jwt.WithIssuer(settings.Issuer),
			jwt.WithAudience(settings.Audience),
			jwt.WithExpirationRequired(),
			jwt.WithIssuedAt(),
			jwt.WithLeeway(leeway),
			jwt.WithStrictDecoding(),
			jwt.WithTimeFunc(now),
		),
	}
}

// Issue signs an access token for an account. Its error is fault.Unavailable.
func (t *Tokens) Issue(ctx context.Context, subject string) (Access, error) {
	key, err := t.signing(ctx)
	if err != nil {
		return Access{}, err
	}
	now := t.now()
	token := jwt.NewWithClaims(jwt.SigningMethodEdDSA, &claims{
		RegisteredClaims: jwt.RegisteredClaims{
			Issuer:    t.settings.Issuer,
			Audience:  jwt.ClaimStrings{t.settings.Audience},
			Subject:   subject,
			ID:        rand.Text(),
			IssuedAt:  jwt.NewNumericDate(now),
			ExpiresAt: jwt.NewNumericDate(now.Add(t.settings.TTL)),
		},
		Use: accessUse,
	})
	token.Header["typ"] = tokenType
	token.Header["kid"] = key.id
	signed, err := token.SignedString(key.private)
	if err != nil {
		return Access{}, unavailable(err)
	}
	return Access{Token: signed, ExpiresIn: t.settings.TTL}, nil
}

// Verify checks a token in every respect. Its error is fault.Unauthenticated
// for a token that is not good, and fault.Unavailable where that cannot be
// told.
func (t *Tokens) Verify(ctx context.Context, token string) (Claims, error) {
	if len(token) > tokenLimit || strings.ContainsFunc(token, notCompact) {
		return Claims{}, unauthenticated(jwt.ErrTokenMalformed, "The access token is not valid. Sign in again.")
	}
	var c claims
	_, err := t.parser.ParseWithClaims(token, &c, func(parsed *jwt.Token) (any, error) { return t.keyFor(ctx, parsed) })
	switch {
	case err == nil:
		return Claims{Subject: c.Subject, ID: c.ID, Issued: c.IssuedAt.Time, Expires: c.ExpiresAt.Time}, nil
	case fault.Is(err, fault.Unavailable):
		return Claims{}, fault.From(err)
	case errors.Is(err, jwt.ErrTokenExpired):
		return Claims{}, unauthenticated(err, "The access token has expired. Refresh it, or sign in again.")
	}
	return Claims{}, unauthenticated(err, "The access token is not valid. Sign in again.")
}

// keyFor is called before the signature is verified: the header is anybody's.
func (t *Tokens) keyFor(ctx context.Context, token *jwt.Token) (any, error) {
	if token.Header["typ"] != tokenType {
		return nil, errClaims
	}
	if _, ok := token.Header["crit"]; ok { // RFC 7515: refuse what is critical and not understood
		return nil, errClaims
	}
	id, ok := token.Header["kid"].(string)
	if !ok {
		return nil, errKey
	}
	key, ok, err := t.public(ctx, id)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errKey
	}
	return key, nil
}

// notCompact finds what a token in compact form never holds; the base64 decoder
// would skip line ends.
func notCompact(r rune) bool {
	switch {
	case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_', r == '.':
		return false
	}
	return true
}
