// Package function is the job status handler: it shows jobs, delivers their
// results and cancels them.
package function

import (
	"errors"
	"net/http"
	"strings"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
	s3store "github.com/reverie-image/reverie/shared/store/s3"
	"github.com/reverie-image/reverie/shared/telemetry"
)

type service struct{ records *job.Records }

// New builds the function from an environment.
func New(env config.Env) (fn.Handle, error) {
	bucket, err := s3store.Open(env, s3store.Jobs)
	if err != nil {
		return nil, err
	}
	return (&service{records: job.NewRecords(bucket)}).handle, nil
}

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }

func (s *service) handle(req handler.Request) (handler.Response, error) {
	id, err := jobID(req)
	if err != nil {
		return fn.Fail(req, err), nil
	}
	switch req.Method {
	case http.MethodGet, http.MethodHead:
		return s.show(req, id), nil
	case http.MethodDelete:
		return s.cancel(req, id), nil
	}
	return fn.NotAllowed(req, http.MethodGet, http.MethodHead, http.MethodDelete), nil
}

// jobID is the last segment of the path, or the query's id where a platform
// hands on no path.
func jobID(req handler.Request) (string, error) {
	if id, ok := strings.CutPrefix(fn.Path(req), job.Path("")); ok {
		return id, nil
	}
	q, err := fn.Query(req)
	if err != nil {
		return "", err
	}
	return q.Get("id"), nil
}

func (s *service) show(req handler.Request, id string) handler.Response {
	ctx := telemetry.WithJob(fn.Context(req), id)
	rec, err := s.records.Find(ctx, id, fn.User(req))
	if err != nil {
		return fn.Fail(req, err)
	}
	return s.records.Answer(ctx, req, rec)
}

func errGone() error { return fault.New(fault.NotFound, "The job has just expired.") }

func (s *service) cancel(req handler.Request, id string) handler.Response {
	ctx := telemetry.WithJob(fn.Context(req), id)
	if _, err := s.records.Find(ctx, id, fn.User(req)); err != nil {
		return fn.Fail(req, err)
	}
	finished := false
	rec, err := s.records.Update(ctx, id, func(j *job.Job) error {
		if finished = j.Finished(); j.Expired(s.records.Now()) {
			return errGone()
		}
		j.Cancel(s.records.Now())
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		err = errGone()
	}
	if err != nil {
		return fn.Fail(req, err)
	}
	if !finished {
		telemetry.JobFinished(rec.Converter, "cancelled")
	}
	return fn.Empty(http.StatusNoContent)
}
