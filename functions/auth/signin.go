package function

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/auth"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/limit"
)

// signedIn is the answer to whoever has just proved who he is.
type signedIn struct {
	User        user   `json:"user"`
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int    `json:"expires_in"` // seconds
}

// register makes an account. Writing the account is the last step and the only
// one that counts: a session without account is worth nothing and is swept, so
// whatever fails before, the same request can be sent again.
func (s *service) register(ctx context.Context, req handler.Request) (handler.Response, error) {
	in, err := members(req, "username", "password")
	if err != nil {
		return handler.Response{}, err
	}
	username, password := in["username"], in["password"]
	if err := checkNew(username, password); err != nil {
		return handler.Response{}, err
	}
	client := limit.Client(req.Header)
	if err := s.clients.Take(client); err != nil {
		return handler.Response{}, err
	}
	unlock, err := s.names.lock(ctx, logins(username, client))
	if err != nil {
		return handler.Response{}, err
	}
	defer unlock()
	old, version, err := s.accounts.named(ctx, username)
	if err != nil {
		return handler.Response{}, err
	}
	if old.exists() {
		return handler.Response{}, nameTaken()
	}
	a := account{ID: newAccountID(username), Username: username, Created: s.now().UTC().Truncate(time.Millisecond)}
	if a.Password, err = s.hasher.Hash(ctx, password); err != nil {
		return handler.Response{}, err
	}
	access, refresh, err := s.open(ctx, a.ID)
	if err != nil {
		return handler.Response{}, err
	}
	mine, err := s.accounts.claim(ctx, a, version)
	if err != nil {
		return handler.Response{}, err
	}
	if !mine {
		if err := s.sessions.discard(ctx, a.ID); err != nil {
			slog.WarnContext(ctx, "session of no account stays until it expires", "error", err)
		}
		return handler.Response{}, nameTaken()
	}
	return s.welcome(http.StatusCreated, a, access, refresh), nil
}

func nameTaken() error {
	return fault.New(fault.Conflict, "This user name is taken. Choose another one.")
}

func (s *service) login(ctx context.Context, req handler.Request) (handler.Response, error) {
	in, err := members(req, "username", "password")
	if err != nil {
		return handler.Response{}, err
	}
	username, client := in["username"], limit.Client(req.Header)
	if !usernameRule.MatchString(username) {
		// Answered at once and not counted: nobody can have that name, which
		// everybody can tell, so there is nothing to hide.
		return handler.Response{}, wrongLogin()
	}
	if err := s.clients.Take(client); err != nil {
		return handler.Response{}, err
	}
	find := func() (account, string, error) { return s.accounts.named(ctx, username) }
	a, err := s.prove(ctx, logins(username, client), find, in["password"])
	if err != nil {
		return handler.Response{}, err
	}
	if !a.exists() {
		return handler.Response{}, wrongLogin()
	}
	access, refresh, err := s.open(ctx, a.ID)
	if err != nil {
		return handler.Response{}, err
	}
	return s.welcome(http.StatusOK, a, access, refresh), nil
}

func wrongLogin() error {
	return fault.New(fault.Unauthenticated, "The user name or the password is wrong.")
}

// prove answers the account that find finds, with its version, if the password
// is its own; else the answer's exists is false. Failures count for t, and an
// account that does not exist costs the same as a wrong password.
func (s *service) prove(ctx context.Context, t tally, find func() (account, string, error), password string) (account, error) {
	unlock, err := s.names.lock(ctx, t)
	if err != nil {
		return account{}, err
	}
	defer unlock()
	dirty, err := s.attempts.allow(ctx, t)
	if err != nil {
		return account{}, err
	}
	a, version, err := find()
	if err != nil {
		return account{}, err
	}
	var ok, stale bool
	if a.exists() {
		ok, stale, err = s.hasher.Verify(ctx, a.Password, password)
	} else {
		err = s.hasher.Waste(ctx, password)
	}
	if err != nil {
		return account{}, err
	}
	if !ok {
		// Whoever hangs up early is counted like everybody else.
		return account{}, s.attempts.failed(context.WithoutCancel(ctx), t)
	}
	if stale {
		s.rehash(ctx, a, version, password)
	}
	if dirty {
		if err := s.attempts.forgive(ctx, t); err != nil {
			slog.WarnContext(ctx, "failed logins not forgiven", "account", a.ID, "error", err)
		}
	}
	return a, nil
}

func (s *service) rehash(ctx context.Context, a account, version, password string) {
	hash, err := s.hasher.Hash(ctx, password)
	if err == nil {
		err = s.accounts.rehash(ctx, a, version, hash)
	}
	if err != nil {
		slog.WarnContext(ctx, "password not hashed anew", "account", a.ID, "error", err)
	}
}

func (s *service) refresh(ctx context.Context, req handler.Request) (handler.Response, error) {
	token, ok := presented(req)
	if !ok {
		return handler.Response{}, noSession()
	}
	a, _, err := s.accounts.identified(ctx, token.account)
	if err != nil {
		return handler.Response{}, err
	}
	if !a.exists() {
		return handler.Response{}, noSession()
	}
	access, err := s.tokens.Issue(ctx, a.ID)
	if err != nil {
		return handler.Response{}, err
	}
	// Last, so that nothing can fail between the rotation and the answer.
	next, err := s.sessions.rotate(ctx, token)
	if err != nil {
		return handler.Response{}, err
	}
	return s.welcome(http.StatusOK, a, access, next), nil
}

// logout ends the session. The cookie goes even when the store fails: without
// it nobody has the token.
func (s *service) logout(ctx context.Context, req handler.Request) (handler.Response, error) {
	res := fn.Empty(http.StatusNoContent)
	res.Header.Set("Set-Cookie", s.settings.cookie(""))
	res.Header.Set("Cache-Control", "no-store")
	if token, ok := presented(req); ok {
		return res, s.sessions.revoke(ctx, token)
	}
	return res, nil
}

// open starts a session and issues its first access token.
func (s *service) open(ctx context.Context, id string) (auth.Access, refreshToken, error) {
	access, err := s.tokens.Issue(ctx, id)
	if err != nil {
		return auth.Access{}, refreshToken{}, err
	}
	t := newRefreshToken(id)
	return access, t, s.sessions.start(ctx, t)
}

func (s *service) welcome(status int, a account, access auth.Access, t refreshToken) handler.Response {
	res := fn.JSON(status, signedIn{
		User:        a.user(),
		AccessToken: access.Token,
		TokenType:   "Bearer",
		ExpiresIn:   int(access.ExpiresIn / time.Second),
	})
	res.Header.Set("Set-Cookie", s.settings.cookie(t.String()))
	return res
}
