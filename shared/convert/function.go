package convert

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/limit"
)

// Function makes the function of a converter.
func Function(c *Converter) fn.Builder {
	return func(env config.Env) (fn.Handle, error) {
		if err := c.Validate(); err != nil {
			return nil, err
		}
		speed, err := catalog.Speed(env)
		if err != nil {
			return nil, err
		}
		own := *c
		if own.Descriptor, err = c.known(); err != nil {
			return nil, err
		}
		own.Descriptor = own.At(speed)
		return Handle(own.Descriptor, &own, env)
	}
}

// Timeout is how long one conversion may take: CONVERT_TIMEOUT_<NAME>, with the
// converter's name in upper case and underscores for hyphens, or else the longer
// of CONVERT_TIMEOUT (60 s) and what the converter states.
func Timeout(name string, stated time.Duration, env config.Env) (time.Duration, error) {
	r := config.Read(env)
	general := r.Duration("CONVERT_TIMEOUT", 60*time.Second)
	own := "CONVERT_TIMEOUT_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
	timeout := r.Duration(own, max(general, stated))
	return timeout, r.Err()
}

// Handle makes a converter's function from its descriptor and its engine.
// A POST of a picture answers the converted picture, a CloudEvent runs the job
// that it names, a GET answers the descriptor.
//
// Plain HTTP needs no storage; without one configured only events are refused.
func Handle(d Descriptor, engine Engine, env config.Env) (fn.Handle, error) {
	var stated time.Duration
	if c, ok := engine.(*Converter); ok {
		stated = c.Timeout
	}
	timeout, err := Timeout(d.Name, stated, env)
	if err != nil {
		return nil, err
	}
	worker, werr := newWorker(d, engine, timeout, env)
	clients, err := ClientLimit(env)
	if err != nil {
		return nil, err
	}
	direct := direct{descriptor: d, engine: engine, timeout: timeout, clients: clients}
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

// ClientLimit is what one public address may ask of one instance:
// JOB_CLIENT_BURST (300) conversions at once and JOB_CLIENT_RATE (300) a minute.
func ClientLimit(env config.Env) (*limit.Limiter, error) {
	r := config.Read(env)
	l := limit.New(r.Int("JOB_CLIENT_BURST", 300, 1), r.Int("JOB_CLIENT_RATE", 300, 1), time.Now)
	return l, r.Err()
}

func newWorker(d Descriptor, engine Engine, timeout time.Duration, env config.Env) (*Worker, error) {
	records, settings, err := job.Open(env)
	if err != nil {
		return nil, fmt.Errorf("converter %s: %w", d.Name, err)
	}
	return NewWorker(d, engine, records, settings, timeout), nil
}
