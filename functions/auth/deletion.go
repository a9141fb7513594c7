package function

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net/http"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/store"
)

// deleteMe deletes the account. The tombstone decides it: once that is written
// a sweep brings the deletion to its end, whatever happens to this process.
func (s *service) deleteMe(ctx context.Context, req handler.Request) (handler.Response, error) {
	u, err := s.identify(ctx, req)
	if err != nil {
		return handler.Response{}, err
	}
	in, err := members(req, "password")
	if err != nil {
		return handler.Response{}, err
	}
	find := func() (account, string, error) { return s.accounts.identified(ctx, u.ID) }
	a, err := s.prove(ctx, confirmations(u.ID), find, in["password"])
	if err != nil {
		return handler.Response{}, err
	}
	if !a.exists() { // also when the name has a new owner since
		return handler.Response{}, fault.New(fault.Forbidden, "The password is wrong.")
	}
	if err := s.deletion.decide(ctx, a.ID); err != nil {
		return handler.Response{}, err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	if err := s.finish(ctx, a.ID); err != nil {
		return handler.Response{}, err
	}
	if err := s.announce(ctx, a.ID); err != nil {
		slog.WarnContext(ctx, "deleted account not announced, a sweep will", "account", a.ID, "error", err)
	}
	res := fn.Empty(http.StatusNoContent)
	res.Header.Set("Set-Cookie", s.settings.cookie(""))
	res.Header.Set("Cache-Control", "no-store")
	return res, nil
}

// finish removes what this function keeps of an account whose deletion is
// decided. It may be done again.
func (s *service) finish(ctx context.Context, id string) error {
	err := errors.Join(
		s.accounts.release(ctx, id),
		passing(s.attempts.bucket.Delete(ctx, attemptKey(id[:nameChars]), attemptKey(id))),
		s.sessions.discard(ctx, id),
	)
	s.known.put(id, user{})
	return err
}

// announce tells whoever keeps something for the account.
func (s *service) announce(ctx context.Context, id string) error {
	if s.sink == nil {
		return nil
	}
	return s.sink.Send(ctx, event.New(rand.Text(), "auth", event.AccountDeleted, id))
}

// tombstone is a deletion that is decided, and not known to be finished.
type tombstone struct {
	Decided time.Time `json:"decided_at"`
}

type deletions struct {
	bucket store.Bucket
	now    func() time.Time
}

const deletionPrefix = "deletions/"

func deletionKey(id string) string { return deletionPrefix + id + ".json" }

func (s deletions) decide(ctx context.Context, id string) error {
	err := write(ctx, s.bucket, deletionKey(id), tombstone{Decided: s.now().UTC()}, "")
	if errors.Is(err, store.ErrPrecondition) {
		return nil
	}
	return err
}

// age is how long ago a deletion was decided; ok is false when it is finished.
func (s deletions) age(ctx context.Context, id string) (age time.Duration, ok bool, err error) {
	t, _, err := read[tombstone](ctx, s.bucket, deletionKey(id))
	if errors.Is(err, store.ErrNotFound) {
		return 0, false, nil
	}
	return s.now().Sub(t.Decided), err == nil, err
}

func (s deletions) forget(ctx context.Context, id string) error {
	return passing(s.bucket.Delete(ctx, deletionKey(id)))
}
