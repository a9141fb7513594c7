package broker

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/telemetry"
)

// maxEvent bounds an event: events carry claim checks, never pictures.
const maxEvent = 64 << 10

// result is what came of one attempt.
type result struct {
	verdict outcome // delivered, retried or dead
	reply   *event.Event
	status  int           // of the sink's answer; 0 when there was none
	detail  string        // its body, or the error
	after   time.Duration // what the sink asked to wait
}

// attempt posts d to its sink once.
func (b *Broker) attempt(d *delivery) result {
	ctx, cancel := context.WithTimeout(trace(b.lifetime, d.event), d.trigger.timeout())
	defer cancel()
	ctx, span := telemetry.StartKind(ctx, telemetry.Producer, "deliver "+d.trigger.Name,
		telemetry.String("messaging.system", "cloudevents"),
		telemetry.String("messaging.destination.name", d.trigger.Name),
		telemetry.String("cloudevents.event_type", d.event.Type()),
		telemetry.String("cloudevents.event_subject", d.event.Subject()),
		telemetry.Int("reverie.delivery.attempt", d.attempts+1))
	defer span.End()

	req, err := event.Request(ctx, d.trigger.Target, d.event)
	if err != nil {
		span.Fail(err)
		return result{verdict: dead, detail: err.Error()} // will not become valid
	}
	telemetry.Inject(ctx, req.Header)
	res, err := b.client.Do(req)
	if err != nil {
		span.Fail(err)
		return result{verdict: retried, detail: unreachable(err)}
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, maxEvent+1))
	if err != nil {
		span.Fail(err)
		return result{verdict: retried, status: res.StatusCode, detail: unreachable(err)}
	}
	r := judge(res, body)
	if r.verdict != delivered {
		span.Fail(errors.New(r.detail))
	}
	return r
}

// judge reads a sink's answer as Knative does: a 2xx with a body that is no
// event is a failure like any passing one, for a sink that answers so is not
// the sink that was meant.
func judge(res *http.Response, body []byte) result {
	r := result{status: res.StatusCode, detail: string(body[:min(len(body), maxErrorData)]), after: retryAfter(res.Header.Get("Retry-After"))}
	switch {
	case res.StatusCode/100 == 2:
		if len(body) == 0 && !event.IsEvent(res.Header) {
			r.verdict = delivered
			return r
		}
		r.verdict = retried
		if len(body) > maxEvent {
			r.detail = fmt.Sprintf("the reply is over %d bytes", maxEvent)
			return r
		}
		reply, err := event.Parse(res.Header, body)
		if err != nil {
			r.detail = "the reply is no event: " + r.detail
			return r
		}
		r.verdict, r.reply = delivered, &reply
	case passing(res.StatusCode):
		r.verdict = retried
	default:
		r.verdict = dead
	}
	return r
}

// passing lists the statuses after which Knative delivers again.
func passing(status int) bool {
	switch status {
	case http.StatusNotFound, http.StatusRequestTimeout, http.StatusConflict, http.StatusTooManyRequests:
		return true
	}
	return status >= 500
}

// unreachable leaves the URL out of a client's error: it is secret.
func unreachable(err error) string {
	var with *url.Error
	if errors.As(err, &with) {
		err = with.Err
	}
	return "no answer: " + err.Error()
}
