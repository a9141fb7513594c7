package function

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/telemetry"
)

// errNothing says that there is nothing to do for an event, now or later.
var errNothing = errors.New("gallery: nothing to do for this event")

func nothing(format string, args ...any) error {
	return fmt.Errorf("%w: %w", errNothing, fmt.Errorf(format, args...))
}

// deliver answers the delivery of an event: 2xx when it is done, for good or
// ill, 5xx when the broker should deliver it again.
func (s *service) deliver(req handler.Request) handler.Response {
	if req.Method != http.MethodPost {
		return fn.NotAllowed(req, http.MethodPost)
	}
	e, err := event.Parse(req.Header, req.Body)
	if err != nil {
		return fn.Fail(req, err)
	}
	ctx := fn.Context(req)
	res, err := s.take(ctx, e)
	switch {
	case errors.Is(err, errNothing):
		slog.WarnContext(ctx, "event was dropped", "type", e.Type(), "subject", e.Subject(), "error", err)
		return fn.Empty(http.StatusAccepted)
	case err != nil:
		slog.WarnContext(ctx, "event is to be delivered again", "type", e.Type(), "subject", e.Subject(), "error", err)
		return fn.Fail(req, unavailable(err))
	}
	return res
}

func (s *service) take(ctx context.Context, e event.Event) (handler.Response, error) {
	subject := e.Subject()
	switch e.Type() {
	case event.ConversionSucceeded:
		switch {
		case !job.ValidID(subject):
			return handler.Response{}, nothing("subject is no job")
		case !owned(e):
			return fn.Empty(http.StatusNoContent), nil
		}
		return fn.Empty(http.StatusNoContent), s.keep(telemetry.WithJob(ctx, subject), subject)
	case event.AccountDeleted:
		if !validAccount(subject) {
			return handler.Response{}, nothing("subject is no account")
		}
		if err := s.forget(ctx, subject); err != nil {
			return handler.Response{}, err
		}
		// The same for each delivery of an announcement, another for the next
		// announcement.
		return event.Respond(event.New(e.ID()+".pictures-deleted", "gallery", event.AccountPicturesDeleted, subject)), nil
	}
	return handler.Response{}, nothing("not a type for the gallery")
}

// owned: an extension may be a boolean in an event in structured mode.
func owned(e event.Event) bool { return fmt.Sprint(e.Extensions()[event.Owned]) == "true" }
