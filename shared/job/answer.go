package job

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/store"
	"github.com/reverie-image/reverie/shared/upload"
)

// StatusHeader tells a failed job's 5xx from a platform's: it is set on every
// answer that speaks of a job.
const StatusHeader = "Job-Status"

// What Retry-After says to those who poll: a share of the time that the job is
// thought to take yet, within bounds. The lower one is all there is for a job of
// which nothing is known.
const (
	pollAfter  = time.Second
	pollAtMost = 5 * time.Second
	pollShare  = 10
)

func pollIn(j *Job) time.Duration {
	left := j.Estimate.Duration()
	left -= time.Duration(float64(left) * j.Progress)
	return min(max(left/pollShare, pollAfter), pollAtMost)
}

// Answer is what a reader of rec's job gets: 200 and the picture, 202 while it
// is under way, 304, or the failure. It reads the result only when it is sent.
func (r *Records) Answer(ctx context.Context, req handler.Request, rec *Record) handler.Response {
	var res handler.Response
	switch rec.State {
	case Succeeded:
		res = r.result(ctx, req, rec)
	case Failed:
		res = fn.Fail(req, rec.Err())
	default:
		res = Accepted(&rec.Job)
	}
	res.Header.Set(StatusHeader, string(rec.State))
	return res
}

// Accepted is the 202 of a job that is under way.
func Accepted(j *Job) handler.Response {
	res := fn.JSON(http.StatusAccepted, j.View())
	res.Header.Set("Location", Path(j.ID))
	res.Header.Set("Retry-After", strconv.Itoa(int(pollIn(j).Seconds())))
	res.Header.Set(StatusHeader, string(j.State))
	return res
}

func (r *Records) result(ctx context.Context, req handler.Request, rec *Record) handler.Response {
	etag := `"` + rec.Result.SHA256 + `"`
	header := http.Header{
		"Etag":                {etag},
		"Cache-Control":       {fmt.Sprintf("private, max-age=%d", max(0, int(rec.ExpiresAt.Sub(r.Now()).Seconds())))},
		"Content-Type":        {upload.ContentType(rec.Result.Type)},
		"Content-Disposition": {upload.Disposition(rec.Name, rec.Converter, rec.Result.Type)},
		"Server-Timing": {Timing("queue", "", rec.Provenance.Queued.Duration()) + ", " +
			Timing("convert", rec.Provenance.Path, rec.Provenance.Duration.Duration())},
	}
	header.Set("Link", "<"+ProvenancePath(rec.ID)+`>; rel="describedby"`)
	if rec.Owner != "" { // somebody else may use the same browser
		header.Set("Cache-Control", "private, no-cache")
		header.Set("Vary", "Authorization")
	}
	res := handler.Response{StatusCode: http.StatusOK, Header: header}
	if fn.NotModified(req, etag) {
		res.StatusCode = http.StatusNotModified
		header.Del("Content-Type")
		header.Del("Content-Disposition")
		return res
	}
	if req.Method == http.MethodHead {
		header.Set("Content-Length", strconv.FormatInt(rec.Result.Size, 10))
		return res
	}
	if err := fn.Hold(req, rec.Result.Size); err != nil {
		return fn.Fail(req, err)
	}
	o, err := r.Bucket.Get(ctx, rec.Result.Key, 0)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return fn.Fail(req, errGone()) // swept between the record and the result
	case err != nil:
		return fn.Fail(req, err)
	case int64(len(o.Body)) != rec.Result.Size:
		return fn.Fail(req, fault.New(fault.Internal, "The stored result is damaged."))
	}
	res.Body = o.Body
	return res
}

// AnswerProvenance is what a reader of the provenance of rec's job gets:
// fault.Conflict while there is no result yet, fault.NotFound where there will
// be none.
func (r *Records) AnswerProvenance(req handler.Request, rec *Record) handler.Response {
	var res handler.Response
	switch {
	case rec.State == Succeeded:
		res = fn.JSON(http.StatusOK, Explain(rec.Converter, rec.Version, rec.Parameters, rec.Input, rec.Pictures, rec.Provenance))
	case rec.State == Failed:
		res = fn.Fail(req, fault.New(fault.NotFound, "The job failed: there is no result whose provenance could be told."))
	default:
		res = fn.Fail(req, fault.New(fault.Conflict, "The job is still under way. Its result's provenance is told when there is a result.").After(pollIn(&rec.Job)))
	}
	res.Header.Set(StatusHeader, string(rec.State))
	return res
}
