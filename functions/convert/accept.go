package function

import (
	"context"
	"errors"
	"log/slog"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
	"github.com/reverie-image/reverie/shared/telemetry"
)

// accept makes an order a job. When it returns a job, the job is durable: its
// event may be lost, and the sweep sends it again.
func (s *service) accept(ctx context.Context, o *order) (*job.Job, error) {
	if o.key == "" {
		return s.create(ctx, o, job.NewID())
	}
	id, first, err := s.claim(ctx, o)
	if err != nil || first != nil {
		return first, err
	}
	return s.create(ctx, o, id)
}

func (s *service) create(ctx context.Context, o *order, id string) (*job.Job, error) {
	ctx = telemetry.WithJob(ctx, id)
	now := s.records.Now().UTC()
	j := &job.Job{
		ID: id, Converter: o.converter.Name, Version: o.converter.Version, Parameters: o.values.JSON(),
		Owner: o.owner, Name: o.Name, State: job.Queued,
		CreatedAt: now, HeartbeatAt: now, TTL: job.Seconds(s.settings.TTL.Seconds()), ExpiresAt: now.Add(s.settings.TTL),
		Input: job.Blob{
			Key: job.InputKey(id), Type: o.info.MediaType, Size: int64(len(o.Data)), SHA256: o.sha256,
			Width: o.info.Width, Height: o.info.Height,
		},
		Trace: telemetry.Traceparent(ctx),
	}
	// The picture first: a record always has its input.
	if _, err := s.records.Bucket.Put(ctx, j.Input.Key, o.Data, store.PutOptions{ContentType: j.Input.Type}); err != nil {
		return nil, err
	}
	err := s.records.Create(ctx, j)
	if errors.Is(err, store.ErrPrecondition) {
		rec, lerr := s.records.Load(ctx, id)
		switch {
		case errors.Is(lerr, store.ErrNotFound):
			return nil, fault.New(fault.Unavailable, "The job is just being made by another request. Try again.").After(time.Second)
		case lerr != nil:
			return nil, lerr
		case rec.Writer != j.Writer: // a repeated request came first
			return &rec.Job, nil
		}
		err = nil // ours: only the answer to the write was lost
	}
	if err != nil {
		return nil, err
	}
	telemetry.JobAccepted(j.Converter)
	telemetry.InputSize(len(o.Data))
	// The job is accepted, whether or not the client still waits for the answer.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if err := s.sender.Send(ctx, convert.Requested(j, id, "convert")); err != nil {
		slog.WarnContext(ctx, "event not sent; the sweep will send it again", "error", err)
	}
	return j, nil
}

// answer is the job's 202, or what became of it within wait.
func (s *service) answer(req handler.Request, j *job.Job, wait time.Duration) handler.Response {
	ctx := telemetry.WithJob(fn.Context(req), j.ID)
	if j.Finished() { // a repeated request
		wait = maxWait
	}
	began := time.Now()
	for {
		// Each look is a request to storage: often enough at first that a fast
		// job is not kept waiting, then a share of the time that has passed.
		passed := time.Since(began)
		pause := min(max(passed/4, 4*time.Millisecond), 200*time.Millisecond)
		if passed+pause > wait {
			return job.Accepted(j)
		}
		select {
		case <-ctx.Done():
			return job.Accepted(j)
		case <-time.After(pause):
		}
		rec, err := s.records.Find(ctx, j.ID, j.Owner)
		switch {
		case fault.Is(err, fault.NotFound): // cancelled meanwhile
			return fn.Fail(req, err)
		case err != nil: // the job is accepted; let the client poll
			return job.Accepted(j)
		case rec.Finished():
			res := s.records.Answer(ctx, req, rec)
			res.Header.Set("Content-Location", job.Path(j.ID))
			return res
		}
		j = &rec.Job
	}
}
