package convert

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/store"
	"github.com/reverie-image/reverie/shared/telemetry"
)

// attempt is one worker's try at one job.
type attempt struct {
	*Worker
	rec   *job.Record
	began time.Time
	named string   // the preview that the record names, as far as is known
	stale []string // previews in storage that it does not name
}

func (a *attempt) do(ctx context.Context) (*job.Record, error) {
	if a.rec.Preview != nil { // another worker's
		a.named = a.rec.Preview.Key
	}
	telemetry.JobQueued(a.began.Sub(a.rec.CreatedAt))
	input, err := a.fetch(ctx, a.rec.Input)
	if err != nil {
		return a.fail(ctx, err)
	}
	params, err := a.parameters(ctx)
	if err != nil {
		return a.fail(ctx, err)
	}
	started := a.records.Now()
	out, err := a.convert(ctx, input, params)
	if err != nil {
		return a.fail(ctx, err)
	}
	return a.succeed(ctx, out, job.Since(started, a.records.Now()))
}

// parameters are the job's, with the pictures among them.
func (a *attempt) parameters(ctx context.Context) (Values, error) {
	params, err := a.descriptor.Decode(a.rec.Parameters)
	if err != nil {
		return nil, err
	}
	for _, name := range params.Pictures() {
		in := a.rec.Pictures[name]
		if in.SHA256 != params.SHA256(name) {
			return nil, fault.Wrap(fmt.Errorf("picture %s: parameters and record differ", name), fault.ConversionFailed, "The job's record is damaged. Send the picture again.")
		}
		data, err := a.fetch(ctx, in)
		if err != nil {
			return nil, err
		}
		params[name] = catalog.File{SHA256: in.SHA256, Data: data}
	}
	return params, nil
}

func (a *attempt) fetch(ctx context.Context, in job.Blob) ([]byte, error) {
	o, err := a.records.Bucket.Get(ctx, in.Key, picture.DefaultLimits().Bytes)
	if errors.Is(err, store.ErrNotFound) {
		return nil, fault.Wrap(err, fault.ConversionFailed, "The picture is no longer stored. Send it again.")
	}
	if err != nil {
		return nil, err
	}
	if sum := job.Digest(o.Body); sum != in.SHA256 {
		return nil, fault.Wrap(fmt.Errorf("input has SHA-256 %s, record says %s", sum, in.SHA256), fault.ConversionFailed, "The stored picture was damaged. Send it again.")
	}
	return o.Body, nil
}

// convert runs the conversion and writes heartbeats beside it. A conversion
// that does not end soon after its context does is left behind: the job goes on
// without it.
func (a *attempt) convert(ctx context.Context, input []byte, params Values) (Output, error) {
	ctx, span := telemetry.Start(ctx, "convert "+a.descriptor.Name, telemetry.String("reverie.job.id", a.rec.ID))
	defer span.End()
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var progress atomic.Uint64
	ctx = WithProgress(ctx, func(f float64) { progress.Store(uint64(max(f, 0) * 1e6)) })
	shown := newPreviews(a.previewPause)
	if a.descriptor.Preview {
		ctx = context.WithValue(ctx, previewKey{}, shown)
	}

	type outcome struct {
		out Output
		err error
	}
	done := make(chan outcome, 1)
	go func() {
		out, err := limited(ctx, stop, a.engine, input, params, a.timeout)
		done <- outcome{out, err}
	}()

	beat := time.NewTimer(a.settings.FirstBeat)
	defer beat.Stop()
	var overdue <-chan time.Time
	ended := ctx.Done()
	for {
		select {
		case o := <-done:
			span.Fail(o.err)
			return o.out, o.err
		case <-beat.C:
			a.beat(ctx, stop, float64(progress.Load())/1e6, shown.take())
			beat.Reset(a.settings.Beat)
		case <-shown.ready: // early, so that who waits sees it
			a.beat(ctx, stop, float64(progress.Load())/1e6, shown.take())
			beat.Reset(a.settings.Beat)
		case <-ended:
			ended, overdue = nil, time.After(stopGrace)
		case <-overdue:
			slog.ErrorContext(ctx, "conversion does not stop", "converter", a.descriptor.Name)
			return Output{}, context.Cause(ctx)
		}
	}
}

// stopGrace is how long a conversion may go on after it was told to stop.
const stopGrace = 5 * time.Second

// beat writes a heartbeat, and the preview that came since the last one; the
// first makes the job running. A storage that is away is no reason to stop: the
// next heartbeat may get through, and the end finds out whether the job is still
// ours. Only a job that is not stops its conversion.
func (a *attempt) beat(ctx context.Context, stop context.CancelCauseFunc, progress float64, preview []byte) {
	if ctx.Err() != nil {
		return
	}
	shown := a.storePreview(ctx, preview)
	before := a.rec.Job
	now := a.records.Now()
	if a.rec.State == job.Queued {
		a.rec.Start(a.began, now)
	}
	a.rec.Beat(now, progress)
	if shown != nil {
		a.rec.Preview = shown
	}
	err := a.records.Swap(ctx, a.rec)
	switch {
	case errors.Is(err, job.ErrLost):
		stop(err)
	case err != nil:
		a.rec.Job = before
		slog.WarnContext(ctx, "heartbeat failed", "error", err)
	case shown != nil:
		a.name(shown.Key)
		a.dropStale(ctx)
	}
}
