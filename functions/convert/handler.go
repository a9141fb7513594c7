// Package function accepts conversions: it checks a picture and its parameters,
// stores them as a job, asks for the conversion with an event and answers the
// job's ID at once.
package function

import (
	"fmt"
	"net/http"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/limit"
)

type service struct {
	catalog  *catalog.Catalog
	records  *job.Records
	settings job.Settings
	sender   *event.Sender
	clients  *limit.Limiter
	timeouts map[string]time.Duration // of one conversion, by converters without a cost
}

// New builds the function from an environment.
func New(env config.Env) (fn.Handle, error) {
	c, err := catalog.Load(env)
	if err != nil {
		return nil, err
	}
	records, settings, err := job.Open(env)
	if err != nil {
		return nil, err
	}
	sender, err := event.SenderFromEnv(env)
	if err != nil {
		return nil, err
	}
	clients, err := convert.ClientLimit(env)
	if err != nil {
		return nil, err
	}
	timeouts, err := timeouts(c, env)
	if err != nil {
		return nil, err
	}
	s := &service{catalog: c, records: records, settings: settings, sender: sender, clients: clients, timeouts: timeouts}
	return s.handle, nil
}

// timeouts are those of the functions that convert, which read the same settings.
func timeouts(c *catalog.Catalog, env config.Env) (map[string]time.Duration, error) {
	all := map[string]time.Duration{}
	for _, name := range c.Names() {
		d, err := convert.Timeout(name, 0, env)
		if err != nil {
			return nil, err
		}
		all[name] = d
	}
	return all, nil
}

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }

func (s *service) handle(req handler.Request) (handler.Response, error) {
	if req.Method != http.MethodPost {
		return fn.NotAllowed(req, http.MethodPost), nil
	}
	if err := s.clients.Take(limit.Client(req.Header)); err != nil {
		return fn.Fail(req, err), nil
	}
	wait, err := preference(req.Header)
	if err != nil {
		return fn.Fail(req, err), nil
	}
	order, err := s.read(req)
	if err != nil {
		return fn.Fail(req, err), nil
	}
	rec, err := s.accept(fn.Context(req), order)
	if err != nil {
		return fn.Fail(req, err), nil
	}
	order, req.Body = nil, nil // the picture is stored; a wait should not hold it
	fn.Release(req)
	res := s.answer(req, rec, wait)
	if wait > 0 && res.StatusCode == http.StatusOK {
		res.Header.Set("Preference-Applied", fmt.Sprintf("wait=%d", int(wait.Seconds())))
	}
	return res, nil
}
