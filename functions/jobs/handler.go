// Package function is the job status handler: it shows jobs and previews of
// them, delivers their results, tells these' provenance, and cancels jobs.
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
	id, part, err := target(req)
	if err != nil {
		return fn.Fail(req, err), nil
	}
	read := req.Method == http.MethodGet || req.Method == http.MethodHead
	switch {
	case read:
		return s.show(req, id, part), nil
	case part != whole:
		return fn.NotAllowed(req, http.MethodGet, http.MethodHead), nil
	case req.Method == http.MethodDelete:
		return s.cancel(req, id), nil
	}
	return fn.NotAllowed(req, http.MethodGet, http.MethodHead, http.MethodDelete), nil
}

// What of a job a request speaks of: the last segment of its path.
const (
	whole      = ""
	preview    = "preview"
	provenance = "provenance"
)

// target is the job of the path and what of it, or the query's id where a
// platform hands on no path.
func target(req handler.Request) (id, part string, err error) {
	rest, ok := strings.CutPrefix(fn.Path(req), job.Path(""))
	if !ok {
		q, err := fn.Query(req)
		if err != nil {
			return "", whole, err
		}
		return q.Get("id"), whole, nil
	}
	id, part, _ = strings.Cut(rest, "/")
	if part == whole || part == preview || part == provenance {
		return id, part, nil
	}
	return "", whole, nil // which is no job's
}

func (s *service) show(req handler.Request, id, part string) handler.Response {
	ctx := telemetry.WithJob(fn.Context(req), id)
	rec, err := s.records.Find(ctx, id, fn.User(req))
	switch {
	case err != nil:
		return fn.Fail(req, err)
	case part == preview:
		return s.records.AnswerPreview(ctx, req, rec)
	case part == provenance:
		return s.records.AnswerProvenance(req, rec)
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
