package web

import (
	"fmt"
	"net/http"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/telemetry"
)

const (
	checkPath   = "/api/auth/check"
	longestUser = 128
)

// Identify asks the auth function who the credentials belong to. A request
// without any is anonymous. With credentials that cannot be checked the request
// fails: treating it as anonymous would lose a picture's owner.
func (g *gateway) identify(r *http.Request, who identity) (user string, err error) {
	credentials := r.Header.Values("Authorization")
	switch {
	case who == nobody:
		return "", nil
	case len(credentials) == 0 && who == signedIn:
		return "", fault.New(fault.Unauthenticated, "Sign in to see this.")
	case len(credentials) == 0:
		return "", nil
	case len(credentials) > 1:
		return "", fault.New(fault.Unauthenticated, "Send one Authorization header and no more.")
	}
	status, user, err := g.check(r, credentials[0])
	switch {
	case err == nil && status == http.StatusOK && isToken(user, longestUser):
		return user, nil
	case err == nil && status == http.StatusUnauthorized:
		return "", fault.New(fault.Unauthenticated, "The access token is not valid, or has expired. Sign in again.")
	}
	return "", fault.Wrap(fmt.Errorf("auth check: status %d: %w", status, err), fault.Unavailable,
		"Accounts cannot be reached at the moment. Try again shortly, or go on without signing in.").After(retryLater)
}

// Check calls the auth function.
func (g *gateway) check(r *http.Request, credentials string) (status int, user string, err error) {
	auth := g.cfg.Functions(fnAuth)
	if auth == nil {
		return 0, "", fmt.Errorf("no function %s", fnAuth)
	}
	req, err := http.NewRequestWithContext(r.Context(), http.MethodGet, checkPath, http.NoBody)
	if err != nil {
		return 0, "", err
	}
	req.Host, req.RemoteAddr, req.RequestURI = r.Host, r.RemoteAddr, checkPath
	req.Header.Set("Authorization", credentials)
	req.Header.Set(fn.PathHeader, checkPath)
	req.Header.Set(fn.RequestHeader, r.Header.Get(fn.RequestHeader))
	telemetry.Inject(r.Context(), req.Header)
	c, err := call(auth, req, g.cfg.Limits.IdentityTime)
	if err != nil {
		return 0, "", err
	}
	return c.status, c.header.Get(fn.UserHeader), nil
}
