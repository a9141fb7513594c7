package function

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"path"
	"strings"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/store"
)

// resumeAfter is how old a deletion is before a sweep takes it over.
const resumeAfter = time.Minute

// event takes a delivery by the broker. Events that are not for this function
// are taken and dropped: an error would bring them again.
func (s *service) event(ctx context.Context, req handler.Request) (handler.Response, error) {
	if req.Method != http.MethodPost {
		return fn.NotAllowed(req, http.MethodPost), nil
	}
	e, err := event.Parse(req.Header, req.Body)
	if err != nil {
		return handler.Response{}, err
	}
	switch e.Type() {
	case event.AccountPicturesDeleted:
		err = s.picturesDeleted(ctx, e.Subject())
	case event.SweepRequested, event.Ping:
		err = s.sweep(ctx)
	default:
		slog.WarnContext(ctx, "event is not for this function", "type", e.Type())
	}
	return fn.Empty(http.StatusNoContent), err
}

// picturesDeleted ends a deletion. For a while it does not: a conversion that
// was under way may still add a picture, which the next sweep's announcement
// removes.
func (s *service) picturesDeleted(ctx context.Context, id string) error {
	if !isID(id, idChars) {
		return fault.New(fault.Malformed, "The event's subject is not an account.")
	}
	age, ok, err := s.deletion.age(ctx, id)
	if err != nil || !ok || age < s.settings.DeletionHold {
		return err
	}
	return s.deletion.forget(ctx, id)
}

// sweep resumes deletions that were not finished, and removes what has expired.
func (s *service) sweep(ctx context.Context) error {
	var errs []error
	err := store.All(ctx, s.deletion.bucket, deletionPrefix, func(o store.Info) error {
		id := strings.TrimSuffix(path.Base(o.Key), ".json")
		if !isID(id, idChars) {
			return nil
		}
		if err := s.resume(ctx, id); err != nil {
			errs = append(errs, err)
		}
		return ctx.Err()
	})
	errs = append(errs, passing(err), s.purged.do(func() error {
		return errors.Join(s.sessions.purge(ctx), s.attempts.purge(ctx))
	}))
	if err := errors.Join(errs...); err != nil {
		return unavailable(err)
	}
	return nil
}

func (s *service) resume(ctx context.Context, id string) error {
	age, ok, err := s.deletion.age(ctx, id)
	if err != nil || !ok || age < resumeAfter {
		return err
	}
	if err := s.finish(ctx, id); err != nil {
		return err
	}
	return s.announce(ctx, id)
}
