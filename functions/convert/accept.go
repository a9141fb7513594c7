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
	"github.com/reverie-image/reverie/shared/picture"
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
	j := s.job(ctx, o, id)
	// The pictures first: a record always has its input.
	if err := s.put(ctx, j.Input, o.Data); err != nil {
		return nil, err
	}
	for name, b := range j.Pictures {
		if err := s.put(ctx, b, o.Values.Picture(name)); err != nil {
			return nil, err
		}
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
	if err := s.sender.Send(ctx, convert.Requested(j, s.settings.Lanes.Of(j), id, "convert")); err != nil {
		slog.WarnContext(ctx, "event not sent; the sweep will send it again", "error", err)
	}
	return j, nil
}

// job is the record of an order.
func (s *service) job(ctx context.Context, o *order, id string) *job.Job {
	now := s.records.Now().UTC()
	j := &job.Job{
		ID: id, Converter: o.converter.Name, Version: o.converter.Version, Parameters: o.Values.JSON(),
		Owner: o.owner, Name: o.Name, State: job.Queued, Estimate: job.Seconds(o.Estimate),
		CreatedAt: now, HeartbeatAt: now, TTL: job.Seconds(s.settings.TTL.Seconds()), ExpiresAt: now.Add(s.settings.TTL),
		Input: blob(job.InputKey(id), o.Info, o.Data, o.sha256),
		Trace: telemetry.Traceparent(ctx),
	}
	for name, info := range o.Input.Pictures {
		if j.Pictures == nil {
			j.Pictures = map[string]job.Blob{}
		}
		j.Pictures[name] = blob(job.PictureKey(id, name), info, o.Values.Picture(name), o.Values.SHA256(name))
	}
	return j
}

func blob(key string, info picture.Info, data []byte, sha256 string) job.Blob {
	return job.Blob{
		Key: key, Type: info.MediaType, Size: int64(len(data)), SHA256: sha256,
		Width: info.Width, Height: info.Height,
	}
}

func (s *service) put(ctx context.Context, b job.Blob, data []byte) error {
	_, err := s.records.Bucket.Put(ctx, b.Key, data, store.PutOptions{ContentType: b.Type})
	return err
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
