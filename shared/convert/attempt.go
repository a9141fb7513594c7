package convert

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"sync"
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

func (a *attempt) succeed(ctx context.Context, out Output, took job.Seconds) (*job.Record, error) {
	// What is converted is worth keeping even when the delivery was given up.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
	defer cancel()
	if err := checkDetails(out); err != nil {
		return a.fail(ctx, err)
	}
	result := job.Blob{
		Key: job.NewResultKey(a.rec.ID), Type: out.Type, Size: int64(len(out.Data)),
		SHA256: job.Digest(out.Data), Width: out.Width, Height: out.Height,
	}
	if _, err := a.records.Bucket.Put(ctx, result.Key, out.Data, store.PutOptions{ContentType: out.Type}); err != nil {
		return a.fail(ctx, err)
	}
	a.rec.Succeed(a.began, a.records.Now(), result, job.Provenance{
		Runtime:  revision(),
		Queued:   job.Since(a.rec.CreatedAt, a.began),
		Duration: took,
		Model:    out.Model,
		Details:  out.Details,
	})
	rec, err := a.end(ctx)
	if rec == nil && err == nil {
		rec, err = a.insist(ctx)
	}
	if rec != nil {
		telemetry.ResultSize(len(out.Data))
	}
	return rec, err
}

// insist ends a job with this result although another writer came between, if
// that one only gave the job back: in its first second a job does not show
// that it is being converted. The result is deleted only when the job has ended
// with another: otherwise the record may yet come to name it.
func (a *attempt) insist(ctx context.Context) (*job.Record, error) {
	now, err := a.records.Load(ctx, a.rec.ID)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	mine := a.rec.Result
	if now.Preview != nil {
		a.name(now.Preview.Key)
	}
	if now.Finished() && (now.Result == nil || now.Result.Key != mine.Key) {
		return nil, a.records.Bucket.Delete(ctx, mine.Key)
	}
	if now.State != job.Queued {
		return nil, nil
	}
	now.Succeed(a.began, a.records.Now(), *mine, a.rec.Provenance)
	a.rec = now
	return a.end(ctx)
}

// fail ends the job for an error that would come again, and gives it back for
// one that may not.
func (a *attempt) fail(ctx context.Context, err error) (*job.Record, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if errors.Is(err, job.ErrLost) {
		a.dropStale(ctx)
		return nil, nil
	}
	now := a.records.Now()
	if !fault.Passing(err) {
		a.rec.Fail(now, err)
		return a.end(ctx)
	}
	if a.rec.State == job.Running {
		a.rec.Return(now)
		if serr := a.records.Swap(ctx, a.rec); serr != nil {
			slog.WarnContext(ctx, "job could not be given back", "error", serr)
		}
	}
	return nil, err
}

// end writes the record of a finished job; nil when another writer has it.
func (a *attempt) end(ctx context.Context) (*job.Record, error) {
	if err := a.records.Swap(ctx, a.rec); err != nil {
		if errors.Is(err, job.ErrLost) {
			slog.InfoContext(ctx, "job was taken over, cancelled or expired meanwhile")
			a.dropStale(ctx)
			return nil, nil
		}
		return nil, err
	}
	a.name("")
	a.dropStale(ctx)
	outcome := string(a.rec.State)
	if a.rec.Error != nil {
		outcome = string(a.rec.Error.Code)
	}
	telemetry.JobFinished(a.descriptor.Name, outcome)
	slog.InfoContext(ctx, "job ended", "converter", a.descriptor.Name, "state", a.rec.State, "attempt", a.rec.Attempt,
		"seconds", float64(job.Since(a.rec.CreatedAt, a.records.Now())))
	return a.rec, nil
}

// maxDetails bounds a converter's part of the record, in bytes of JSON.
const maxDetails = 64 << 10

func checkDetails(out Output) error {
	b, err := json.Marshal([]any{out.Details, out.Model})
	if err == nil && len(b) > maxDetails {
		err = fmt.Errorf("provenance of %d bytes", len(b))
	}
	if err != nil {
		return failed(err)
	}
	return nil
}

// revision is the code and platform that a result was made by.
var revision = sync.OnceValue(func() string {
	at := "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				at = s.Value
			}
		}
	}
	return fmt.Sprintf("reverie %s %s %s/%s", at, runtime.Version(), runtime.GOOS, runtime.GOARCH)
})
