// Package function is accounts: registering, signing in and out, the check that
// the gateway makes for every signed-in request, and deleting an account with
// all that belongs to it.
//
// Its state is objects in the accounts bucket and nothing else:
//
//	accounts/<name>.json             an account, under the hash of its name
//	sessions/<account>/<id>.json     a family of refresh tokens
//	attempts/<name>.json             failed logins, by client
//	attempts/<account>.json          wrong passwords of who is signed in
//	deletions/<account>.json         a deletion that is not finished
//	keys/<number>.json               signing keys (package auth)
//
// It knows no pictures: it announces that an account is gone, and the gallery
// deletes what it keeps for it.
//
// Against guessing and floods stand, from the outside to the inside: a limit of
// tries per client (clients.go), a count of failures per user name and client
// (attempts.go), and a short queue for hashes (package auth). Each answers 429
// with Retry-After at once.
package function

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/auth"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/limit"
	"github.com/reverie-image/reverie/shared/store"
	s3store "github.com/reverie-image/reverie/shared/store/s3"
)

// patience is how long a request may take, its wait for a turn to hash
// included.
const patience = 20 * time.Second

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }

// New builds the function on the accounts bucket that env names.
func New(env config.Env) (fn.Handle, error) {
	settings, err := readSettings(env)
	if err != nil {
		return nil, err
	}
	bucket, err := s3store.Open(env, s3store.Accounts)
	if err != nil {
		return nil, err
	}
	s := newService(bucket, settings, auth.NewHasher(auth.DefaultParams), time.Now)
	if settings.Sink == "" {
		slog.Warn("K_SINK is not set: nobody will be told of deleted accounts")
	} else {
		s.sink = event.NewSender(settings.Sink)
	}
	return s.handle, nil
}

// sink is where events go.
type sink interface {
	Send(context.Context, event.Event) error
}

type service struct {
	settings settings
	accounts accounts
	sessions sessions
	attempts attempts
	deletion deletions
	tokens   *auth.Tokens
	hasher   *auth.Hasher
	names    *nameLocks
	clients  *limit.Limiter
	known    *userCache
	purged   *throttle
	sink     sink // nil when there is none
	now      func() time.Time
}

func newService(bucket store.Bucket, set settings, hasher *auth.Hasher, now func() time.Time) *service {
	return &service{
		settings: set,
		accounts: accounts{bucket},
		sessions: sessions{bucket: bucket, ttl: set.RefreshTTL, now: now},
		attempts: attempts{bucket: bucket, now: now},
		deletion: deletions{bucket: bucket, now: now},
		tokens:   auth.NewTokens(bucket, set.Tokens, now),
		hasher:   hasher,
		names:    newNameLocks(),
		clients:  limit.New(set.ClientBurst, set.ClientRate, now),
		known:    newUserCache(now),
		purged:   &throttle{gap: purgeGap, now: now},
		now:      now,
	}
}

type endpoint func(*service, context.Context, handler.Request) (handler.Response, error)

// routes are the endpoints by path and method.
var routes = map[string]map[string]endpoint{
	"/api/register":          {http.MethodPost: (*service).register},
	"/api/login":             {http.MethodPost: (*service).login},
	"/api/refresh":           {http.MethodPost: (*service).refresh},
	"/api/logout":            {http.MethodPost: (*service).logout},
	"/api/me":                {http.MethodGet: (*service).me, http.MethodDelete: (*service).deleteMe},
	"/api/auth/check":        {http.MethodGet: (*service).check},
	"/.well-known/jwks.json": {http.MethodGet: (*service).jwks},
}

func (s *service) handle(req handler.Request) (handler.Response, error) {
	ctx, cancel := context.WithTimeout(fn.Context(req), patience)
	defer cancel()
	do := (*service).event
	if !event.IsEvent(req.Header) {
		methods, ok := routes[fn.Path(req)]
		if !ok {
			return fn.Fail(req, fault.New(fault.NotFound, "There is nothing at this address.")), nil
		}
		if do, ok = methods[req.Method]; !ok {
			return fn.NotAllowed(req, allowed(methods)...), nil
		}
	}
	res, err := do(s, ctx, req)
	if err != nil {
		return s.fail(ctx, req, res, err), nil
	}
	return res, nil
}

// fail answers err; headers that the endpoint set already stay.
func (s *service) fail(ctx context.Context, req handler.Request, partial handler.Response, err error) handler.Response {
	res := fn.Fail(req, err)
	for name, values := range partial.Header {
		res.Header[name] = values
	}
	if res.StatusCode >= http.StatusInternalServerError {
		slog.ErrorContext(ctx, "request failed", "path", fn.Path(req), "error", err)
	}
	if fault.Is(err, fault.Unauthenticated) && req.Header.Get("Authorization") != "" {
		res.Header.Set("WWW-Authenticate", `Bearer realm="reverie", error="invalid_token"`) // RFC 6750
	}
	return res
}

func allowed(methods map[string]endpoint) []string {
	var names []string
	for m := range methods {
		names = append(names, m)
	}
	slices.Sort(names)
	return names
}
