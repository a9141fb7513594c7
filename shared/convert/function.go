package convert

import (
	"fmt"
	"net/http"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/job"
	store "github.com/reverie-image/reverie/shared/store/s3"
)

// Function makes the function of a converter.
func Function(c *Converter) fn.Builder {
	return func(env config.Env) (fn.Handle, error) {
		if err := c.Validate(); err != nil {
			return nil, err
		}
		return Handle(c.Descriptor, c.Run, env)
	}
}

// Handle makes a converter's function from its descriptor and its conversion.
// A POST of a picture answers the converted picture, a CloudEvent runs the job
// that it names, a GET answers the descriptor.
//
// Plain HTTP needs no storage; without one configured only events are refused.
func Handle(d Descriptor, run Run, env config.Env) (fn.Handle, error) {
	timeout := config.Read(env).Duration("CONVERT_TIMEOUT", 60*time.Second)
	worker, werr := newWorker(d, run, timeout, env)
	direct := direct{descriptor: d, run: run, timeout: timeout}
	return func(req handler.Request) (handler.Response, error) {
		switch {
		case event.IsEvent(req.Header):
			if werr != nil {
				return fn.Fail(req, fault.Wrap(werr, fault.Unavailable, "This function has no storage configured and cannot run jobs.")), nil
			}
			return worker.deliver(req), nil
		case req.Method == http.MethodPost:
			return direct.post(req), nil
		case req.Method == http.MethodGet || req.Method == http.MethodHead:
			return fn.JSON(http.StatusOK, d.Entry()), nil
		}
		return fn.NotAllowed(req, http.MethodGet, http.MethodPost), nil
	}, nil
}

func newWorker(d Descriptor, run Run, timeout time.Duration, env config.Env) (*Worker, error) {
	settings, err := job.ReadSettings(env)
	if err != nil {
		return nil, err
	}
	bucket, err := store.Open(env, store.Jobs)
	if err != nil {
		return nil, fmt.Errorf("converter %s: %w", d.Name, err)
	}
	return NewWorker(d, run, job.NewRecords(bucket), settings, timeout), nil
}
