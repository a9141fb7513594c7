package convert

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
	"github.com/reverie-image/reverie/shared/telemetry"
)

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
		Path:     string(out.Path),
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

// commit is the code's, where the linker was told: an image is built without Go's
// own stamp, see knative/.ko.yaml.
var commit string

// revision is the code and platform that a result was made by.
var revision = sync.OnceValue(func() string {
	at := cmp.Or(commit, "unknown")
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				at = s.Value
			}
		}
	}
	return fmt.Sprintf("reverie %s %s %s/%s", at, runtime.Version(), runtime.GOOS, runtime.GOARCH)
})
