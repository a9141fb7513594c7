package convert

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
	"github.com/reverie-image/reverie/shared/telemetry"
)

// Worker runs the jobs of one converter.
type Worker struct {
	descriptor Descriptor
	engine     Engine
	records    *job.Records
	settings   job.Settings
	timeout    time.Duration
	// previewPause is the least time between two previews of a job.
	previewPause time.Duration
}

// NewWorker makes a worker. timeout bounds one conversion.
func NewWorker(d Descriptor, engine Engine, records *job.Records, settings job.Settings, timeout time.Duration) *Worker {
	return &Worker{descriptor: d, engine: engine, records: records, settings: settings, timeout: timeout, previewPause: previewPause}
}

// deliver answers the delivery of an event. The answer tells the broker what to
// do: 2xx means done, for good or ill, and may carry the event of the job's
// end; 5xx means deliver again.
func (w *Worker) deliver(req handler.Request) handler.Response {
	e, err := event.Parse(req.Header, req.Body)
	if err != nil {
		return fn.Fail(req, err)
	}
	if e.Type() != event.ConversionRequested || !job.ValidID(e.Subject()) {
		slog.WarnContext(fn.Context(req), "event is not for a converter", "type", e.Type(), "subject", e.Subject())
		return fn.Empty(http.StatusAccepted)
	}
	ctx := telemetry.WithJob(fn.Context(req), e.Subject())
	rec, err := w.Do(ctx, e.Subject())
	switch {
	case err != nil && ctx.Err() != nil:
		return fn.Fail(req, fault.Wrap(err, fault.Unavailable, "The worker is stopping.").After(time.Second))
	case err != nil:
		slog.WarnContext(ctx, "job is to be delivered again", "error", err)
		return fn.Fail(req, err)
	case rec == nil:
		return fn.Empty(http.StatusAccepted)
	}
	return event.Respond(Ended(&rec.Job))
}

// Do runs the job called id, if it is to be run. It returns the record of a job
// that has ended, nil when there is nothing to do, and an error when the job
// should be delivered again: the fault is passing, or another worker holds it.
func (w *Worker) Do(ctx context.Context, id string) (*job.Record, error) {
	rec, err := w.records.Load(ctx, id)
	if errors.Is(err, store.ErrNotFound) { // swept: its time is over
		slog.InfoContext(ctx, "the event's job is gone")
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	now := w.records.Now()
	switch {
	case rec.Expired(now), rec.Converter != w.descriptor.Name:
		return nil, nil
	case rec.Finished():
		return rec, nil // a second delivery: the event of its end again, no more
	case rec.Held(now, w.settings.Lease):
		return nil, fault.New(fault.Unavailable, "Another worker runs this job.").After(w.settings.Lease)
	}
	a := &attempt{Worker: w, rec: rec, began: now}
	if !rec.Lost(now, w.settings.Lease) {
		return a.do(ctx)
	}
	telemetry.JobRetried()
	if rec.Attempt >= w.settings.MaxAttempts {
		rec.Fail(now, LostTooOften(rec.Attempt))
		return a.end(ctx)
	}
	rec.Start(now, now)
	if err := w.records.Swap(ctx, rec); errors.Is(err, job.ErrLost) {
		return nil, nil // another writer has the job now, and sees to it
	} else if err != nil {
		return nil, err
	}
	return a.do(ctx)
}

// LostTooOften is the failure of a job that outlived its workers.
func LostTooOften(attempts int) error {
	return fault.New(fault.WorkerLost, "The worker was lost %d times while converting this picture. Try a smaller picture or other parameters.", attempts)
}

// Ended is the event of a job's end. Its ID is the same however often it is
// made, so that receivers can drop what they have seen.
func Ended(j *job.Job) event.Event {
	kind := event.ConversionSucceeded
	if j.State == job.Failed {
		kind = event.ConversionFailed
	}
	e := event.New(j.ID+"."+string(j.State), "convert/"+j.Converter, kind, j.ID)
	e.SetExtension(event.Converter, j.Converter)
	if j.Owner != "" {
		e.SetExtension(event.Owned, "true")
	}
	if j.Result != nil {
		e.SetExtension(event.DataRef, j.Result.Key)
	}
	if j.Trace != "" {
		e.SetExtension(event.TraceParent, j.Trace)
	}
	return e
}

// Requested is the event that asks for a job's conversion, by way of a lane. id
// tells this sending from others of the same job.
func Requested(j *job.Job, lane, id, source string) event.Event {
	e := event.New(id, source, event.ConversionRequested, j.ID)
	e.SetExtension(event.Converter, j.Converter)
	e.SetExtension(event.Lane, lane)
	e.SetExtension(event.DataRef, j.Input.Key)
	e.SetExtension(event.ExpiryTime, j.ExpiresAt.UTC().Format(time.RFC3339))
	if j.Trace != "" {
		e.SetExtension(event.TraceParent, j.Trace)
	}
	return e
}
