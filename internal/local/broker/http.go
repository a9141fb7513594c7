package broker

import (
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/telemetry"
)

var _ http.Handler = (*Broker)(nil)

// ServeHTTP takes an event by POST, in binary or structured mode, and answers
// 202 once it is queued.
func (b *Broker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		fault.Write(w, r, fault.New(fault.MethodNotAllowed, "Send events with POST."))
		return
	}
	if err := b.take(w, r); err != nil {
		fault.Write(w, r, err)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

func (b *Broker) take(w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxEvent))
	var over *http.MaxBytesError
	switch {
	case errors.As(err, &over):
		return fault.New(fault.TooLarge, "An event has at most %d bytes. Pictures travel by dataref.", maxEvent)
	case err != nil:
		return fault.Wrap(err, fault.Malformed, "The body could not be read.")
	}
	e, err := event.Parse(r.Header, body)
	if err != nil {
		return err
	}
	if event.Extension(e, event.TraceParent) == "" {
		if trace := telemetry.Traceparent(telemetry.Extract(r.Context(), r.Header)); trace != "" {
			e.SetExtension(event.TraceParent, trace)
		}
	}
	if err := b.Publish(e); err != nil {
		return fault.Wrap(err, fault.Unavailable, "The event broker cannot take more events now.").After(time.Second)
	}
	return nil
}
