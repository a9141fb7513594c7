package event

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/cloudevents/sdk-go/v2/binding"
	cehttp "github.com/cloudevents/sdk-go/v2/protocol/http"
	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/fault"
)

// maxAnswer bounds what is read of a sink's answer.
const maxAnswer = 64 << 10

// Parse reads an event from an HTTP request or answer in binary or structured
// mode. What is no valid event is a fault.Malformed.
func Parse(h http.Header, body []byte) (Event, error) {
	m := cehttp.NewMessage(h, io.NopCloser(bytes.NewReader(body)))
	if m.ReadEncoding() == binding.EncodingUnknown || m.ReadEncoding() == binding.EncodingBatch {
		return Event{}, malformed(fmt.Errorf("encoding %v", m.ReadEncoding()))
	}
	e, err := binding.ToEvent(context.Background(), m)
	if err != nil {
		return Event{}, malformed(err)
	}
	if err := e.Validate(); err != nil {
		return Event{}, malformed(err)
	}
	return *e, nil
}

// Request is e as a POST to a sink's URL, in binary mode.
func Request(ctx context.Context, sink string, e Event) (*http.Request, error) {
	if err := e.Validate(); err != nil {
		return nil, fmt.Errorf("event %s: %w", e.Type(), err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, sink, nil)
	if err != nil {
		return nil, err
	}
	if err := cehttp.WriteRequest(ctx, (*binding.EventMessage)(&e), req); err != nil {
		return nil, fmt.Errorf("event %s: %w", e.Type(), err)
	}
	return req, nil
}

// Respond answers a delivery with e, for the broker to route on.
func Respond(e Event) handler.Response {
	req, err := Request(context.Background(), "http://sink", e)
	if err != nil {
		status, h, body := fault.Render(err, "")
		return handler.Response{StatusCode: status, Header: h, Body: body}
	}
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body) // a buffer: reading it cannot fail
	}
	return handler.Response{StatusCode: http.StatusOK, Header: req.Header, Body: body}
}

// Sender sends events to a sink over HTTP.
type Sender struct {
	url    string
	client *http.Client
}

// NewSender sends to the sink at a URL, giving up on an answer after 5 s.
func NewSender(sink string) *Sender {
	return &Sender{url: sink, client: &http.Client{
		Timeout: 5 * time.Second,
		// Followed, a redirect would turn the POST into a GET without the event.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// SenderFromEnv sends to K_SINK, the variable that Knative's SinkBinding sets.
func SenderFromEnv(env config.Env) (*Sender, error) {
	sink := config.Read(env).String("K_SINK", "")
	if sink == "" {
		return nil, fmt.Errorf("K_SINK is not set: it must hold the URL of the event broker")
	}
	return NewSender(sink), nil
}

// Send delivers e and returns once the sink has taken it. An error is passing:
// the sink did not answer, or not with 2xx.
func (s *Sender) Send(ctx context.Context, e Event) error {
	req, err := Request(ctx, s.url, e)
	if err != nil {
		return err
	}
	res, err := s.client.Do(req)
	if err != nil {
		var u *url.Error // names the sink, whose URL may hold a secret
		if errors.As(err, &u) {
			err = u.Err
		}
		return fault.Wrap(err, fault.Unavailable, "The event broker does not answer.")
	}
	defer res.Body.Close()
	answer, _ := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if res.StatusCode/100 != 2 {
		return fault.Wrap(fmt.Errorf("sink answered %s: %.200s", res.Status, answer), fault.Unavailable, "The event broker refused an event.")
	}
	return nil
}
