package function

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/auth"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
)

// check tells the gateway who a request comes from.
func (s *service) check(ctx context.Context, req handler.Request) (handler.Response, error) {
	u, err := s.identify(ctx, req)
	if err != nil {
		return handler.Response{}, err
	}
	res := fn.JSON(http.StatusOK, map[string]user{"user": u})
	res.Header.Set(fn.UserHeader, u.ID)
	return res, nil
}

func (s *service) me(ctx context.Context, req handler.Request) (handler.Response, error) {
	u, err := s.identify(ctx, req)
	if err != nil {
		return handler.Response{}, err
	}
	return fn.JSON(http.StatusOK, u), nil
}

func (s *service) jwks(ctx context.Context, _ handler.Request) (handler.Response, error) {
	doc, err := s.tokens.JWKS(ctx)
	if err != nil {
		return handler.Response{}, err
	}
	res := fn.JSON(http.StatusOK, doc)
	res.Header.Set("Content-Type", auth.JWKSContentType)
	res.Header.Set("Cache-Control", "public, max-age=300") // new keys are published earlier than they sign
	return res, nil
}

// identify finds the account that a request's access token names. The token
// alone does not do: its account may be deleted. It does not look at
// X-Authenticated-User, which this function is the source of.
func (s *service) identify(ctx context.Context, req handler.Request) (user, error) {
	token, err := bearer(req)
	if err != nil {
		return user{}, err
	}
	claims, err := s.tokens.Verify(ctx, token)
	if err != nil {
		return user{}, err
	}
	u, known := s.known.get(claims.Subject)
	if !known {
		a, _, err := s.accounts.identified(ctx, claims.Subject)
		if err != nil {
			return user{}, err
		}
		u = a.user()
		s.known.put(claims.Subject, u)
	}
	if u.ID == "" {
		return user{}, fault.New(fault.Unauthenticated, "This account does not exist any more.")
	}
	return u, nil
}

func bearer(req handler.Request) (string, error) {
	values := req.Header.Values("Authorization")
	if len(values) == 0 {
		return "", fault.New(fault.Unauthenticated, "Send an access token.")
	}
	scheme, token, _ := strings.Cut(values[0], " ")
	if len(values) > 1 || !strings.EqualFold(scheme, "Bearer") {
		return "", fault.New(fault.Unauthenticated, "Send one Authorization header with the scheme Bearer.")
	}
	return strings.TrimSpace(token), nil
}

const (
	// cacheFor is how long other instances may still let a deleted account in.
	cacheFor  = 3 * time.Second
	cacheSize = 10_000
)

// userCache spares a read of the store for each request of a busy user. It
// holds also who does not exist: IDs do not come back.
type userCache struct {
	now func() time.Time

	mu    sync.Mutex
	users map[string]cachedUser
}

type cachedUser struct {
	user user
	at   time.Time
}

func newUserCache(now func() time.Time) *userCache {
	return &userCache{now: now, users: map[string]cachedUser{}}
}

func (c *userCache) get(id string) (user, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	u, ok := c.users[id]
	return u.user, ok && c.now().Sub(u.at) < cacheFor
}

func (c *userCache) put(id string, u user) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.users) >= cacheSize {
		clear(c.users)
	}
	c.users[id] = cachedUser{user: u, at: c.now()}
}
