// Package function is the reaper. On every tick it deletes what has expired,
// sends the events of jobs again whose events or workers were lost, and fails
// those that cannot be saved. It also takes dead letters: events that a broker
// gave up delivering.
//
// Nothing depends on when it runs: expiry is a fact of a job's record, and the
// sweep only cleans up after it.
package function

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"sync"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/job"
)

// tickers are the types of events that start a sweep.
var tickers = map[string]bool{event.SweepRequested: true, event.Ping: true}

type service struct {
	records  *job.Records
	settings job.Settings
	sender   *event.Sender

	mu     sync.Mutex // one sweep at a time in a process
	seen   map[string]sighting
	resume string // the job that a sweep reached which was cut off
}

// New builds the function from an environment.
func New(env config.Env) (fn.Handle, error) {
	records, settings, err := job.Open(env)
	if err != nil {
		return nil, err
	}
	sender, err := event.SenderFromEnv(env)
	if err != nil {
		return nil, err
	}
	s := &service{records: records, settings: settings, sender: sender, seen: map[string]sighting{}}
	return s.handle, nil
}

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }

func (s *service) handle(req handler.Request) (handler.Response, error) {
	if req.Method != http.MethodPost {
		return fn.NotAllowed(req, http.MethodPost), nil
	}
	e, err := event.Parse(req.Header, req.Body)
	if err != nil {
		return fn.Fail(req, err), nil
	}
	ctx := fn.Context(req)
	switch {
	case tickers[e.Type()]:
		var order tick
		if err := json.Unmarshal(e.Data(), &order); err != nil && len(e.Data()) > 0 {
			slog.DebugContext(ctx, "tick with foreign data", "error", err)
		}
		var lostBefore time.Time
		if order.Restart {
			lostBefore = e.Time()
		}
		err = s.sweep(ctx, lostBefore)
	case e.Type() == event.ConversionRequested:
		err = s.bury(ctx, e)
	default:
		slog.WarnContext(ctx, "event was given up", "type", e.Type(), "subject", e.Subject(), "code", event.Extension(e, event.DeadLetterCode))
	}
	if err != nil {
		return fn.Fail(req, err), nil
	}
	return fn.Empty(http.StatusAccepted), nil
}

// tick is the data of event.SweepRequested. Restart says that every worker and
// every event from before the tick is known to be lost, as after a start of the
// one process that holds them all. Jobs that came since are in good hands.
type tick struct {
	Restart bool `json:"restart"`
}
