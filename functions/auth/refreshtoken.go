package function

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"strings"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"
)

const (
	refreshCookie = "reverie_refresh"
	cookiePath    = "/api"
	secretSize    = 32
)

var secretEncoding = base64.RawURLEncoding.Strict()

// refreshToken is what the cookie holds: where the session is, and a secret of
// 256 bits that is stored nowhere, only its hash.
type refreshToken struct {
	account string
	session string
	secret  [secretSize]byte
}

func newRefreshToken(account string) refreshToken {
	t := refreshToken{account: account, session: randomID()}
	_, _ = rand.Read(t.secret[:]) // never fails
	return t
}

func (t refreshToken) String() string {
	return t.account + "." + t.session + "." + secretEncoding.EncodeToString(t.secret[:])
}

func parseRefreshToken(s string) (refreshToken, bool) {
	parts := strings.Split(s, ".")
	if len(parts) != 3 || !isID(parts[0], idChars) || !isID(parts[1], randomChars) ||
		len(parts[2]) != secretEncoding.EncodedLen(secretSize) {
		return refreshToken{}, false
	}
	secret, err := secretEncoding.DecodeString(parts[2])
	if err != nil || len(secret) != secretSize {
		return refreshToken{}, false
	}
	return refreshToken{account: parts[0], session: parts[1], secret: [secretSize]byte(secret)}, true
}

// successor derives the token that replaces t. It takes both the token and the
// salt in the record: neither the store nor a token alone gives it away, and
// yet it can be told again to whoever still holds t.
func (t refreshToken) successor(salt []byte) refreshToken {
	mac := hmac.New(sha256.New, t.secret[:])
	mac.Write(salt)
	t.secret = [secretSize]byte(mac.Sum(nil))
	return t
}

func (t refreshToken) hash() []byte {
	sum := sha256.Sum256(t.secret[:])
	return sum[:]
}

func (t refreshToken) is(hash []byte) bool { return subtle.ConstantTimeCompare(t.hash(), hash) == 1 }

// presented is the refresh token of a request.
func presented(req handler.Request) (refreshToken, bool) {
	c, err := (&http.Request{Header: req.Header}).Cookie(refreshCookie)
	if err != nil {
		return refreshToken{}, false
	}
	return parseRefreshToken(c.Value)
}

// cookie is the Set-Cookie value that stores a token, or with an empty one
// removes it.
func (s settings) cookie(token string) string {
	age := int(s.RefreshTTL / time.Second)
	if token == "" {
		age = -1
	}
	c := http.Cookie{
		Name: refreshCookie, Value: token, Path: cookiePath, MaxAge: age,
		HttpOnly: true, Secure: s.CookieSecure, SameSite: http.SameSiteStrictMode,
	}
	return c.String()
}
