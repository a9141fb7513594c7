package convert

import (
	"context"
	"errors"
	"math"
	"net/http"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/store"
)

func TestStoppedWorkerGivesTheJobBack(t *testing.T) {
	b := newBench(slow(time.Minute))
	id := b.submit(t, pngFile(t), nil)
	ctx, stop := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer stop()
	if res := b.send(t, ctx, id); res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("%d, want 503", res.StatusCode)
	}
	if rec := b.load(t, id); rec.State != job.Queued || rec.Attempt != 0 {
		t.Errorf("%s after %d attempts, want queued and none: the next worker need not wait for the lease, and this one was not lost", rec.State, rec.Attempt)
	}
}

func TestTakeOver(t *testing.T) {
	lostJob := func(attempts int) func(*job.Job) {
		return func(j *job.Job) {
			j.State, j.Attempt, j.HeartbeatAt = job.Running, attempts, time.Now().Add(-time.Second)
		}
	}
	b := newBench(run(echo))
	id := b.submit(t, pngFile(t), lostJob(1))
	if res := b.send(t, t.Context(), id); res.StatusCode != 200 {
		t.Errorf("%d", res.StatusCode)
	}
	if rec := b.load(t, id); rec.State != job.Succeeded || rec.Attempt != 2 {
		t.Errorf("%s after %d attempts", rec.State, rec.Attempt)
	}
	id = b.submit(t, pngFile(t), lostJob(quick.MaxAttempts))
	if res := b.send(t, t.Context(), id); res.StatusCode != 200 {
		t.Errorf("%d", res.StatusCode)
	}
	if rec := b.load(t, id); rec.State != job.Failed || rec.Error.Code != fault.WorkerLost {
		t.Errorf("after too many lost workers: %s %+v", rec.State, rec.Error)
	}
}

func TestCancelStopsTheConversion(t *testing.T) {
	stopped := make(chan error, 1)
	b := newBench(run(func(ctx context.Context, _ []byte, _ Values) (Output, error) {
		<-ctx.Done()
		stopped <- context.Cause(ctx)
		return Output{}, context.Cause(ctx)
	}))
	id := b.submit(t, pngFile(t), nil)
	done := make(chan handler.Response)
	go func() { done <- b.send(t, t.Context(), id) }()
	time.Sleep(60 * time.Millisecond)
	if _, err := b.records.Update(t.Context(), id, func(j *job.Job) error { j.Cancel(time.Now()); return nil }); err != nil {
		t.Fatal(err)
	}
	if res := <-done; res.StatusCode != http.StatusAccepted {
		t.Errorf("%d, want 202: nothing more to do", res.StatusCode)
	}
	if err := <-stopped; !errors.Is(err, job.ErrLost) {
		t.Errorf("stopped by %v", err)
	}
}

func TestNothingToDo(t *testing.T) {
	b := newBench(run(echo))
	expired := b.submit(t, pngFile(t), func(j *job.Job) { j.ExpiresAt = time.Now() })
	foreign := b.submit(t, pngFile(t), func(j *job.Job) { j.Converter = "other" })
	for _, id := range []string{expired, foreign} {
		if res := b.send(t, t.Context(), id); res.StatusCode != http.StatusAccepted || len(res.Body) != 0 {
			t.Errorf("%d %s, want 202 without a body", res.StatusCode, res.Body)
		}
	}
	if rec, err := b.Do(t.Context(), job.NewID()); rec != nil || err != nil {
		t.Errorf("a job that was swept: %v, %v", rec, err)
	}
}

func TestDamagedInput(t *testing.T) {
	b := newBench(run(echo))
	id := b.submit(t, pngFile(t), nil)
	if _, err := b.bucket.Bucket.Put(t.Context(), job.InputKey(id), []byte("other"), store.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	b.send(t, t.Context(), id)
	if rec := b.load(t, id); rec.State != job.Failed {
		t.Errorf("state %s, want failed", rec.State)
	}
}

func TestGivenBackByAnotherInItsFirstSecond(t *testing.T) {
	b := newBench(slow(100 * time.Millisecond))
	b.settings.FirstBeat = time.Minute
	id := b.submit(t, pngFile(t), nil)
	done := make(chan handler.Response)
	go func() { done <- b.send(t, t.Context(), id) }()
	time.Sleep(30 * time.Millisecond)
	if _, err := b.records.Update(t.Context(), id, func(j *job.Job) error { j.Requeue(time.Now()); return nil }); err != nil {
		t.Fatal(err)
	}
	if res := <-done; res.StatusCode != 200 {
		t.Errorf("%d %s", res.StatusCode, res.Body)
	}
	if rec := b.load(t, id); rec.State != job.Succeeded {
		t.Errorf("state %s: the finished result was thrown away", rec.State)
	}
}

// full is an engine that never has room.
type full struct{ run }

func (full) Admit(ctx context.Context, _ []byte, _ Values) (func(), error) {
	return nil, fault.New(fault.Unavailable, "no memory").After(time.Second)
}

func TestNoRoomIsNoFailure(t *testing.T) {
	b := newBench(full{echo})
	id := b.submit(t, pngFile(t), nil)
	if res := b.send(t, t.Context(), id); res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("%d, want 503: another worker may have room", res.StatusCode)
	}
	if rec := b.load(t, id); rec.State != job.Queued {
		t.Errorf("state %s, want queued", rec.State)
	}
}

func TestWaitingForRoomIsNotTheConversionsTime(t *testing.T) {
	c := &Converter{Descriptor: Descriptor{Name: "test"}, Convert: func(context.Context, *picture.Picture, Values) error { return nil }}
	info, err := picture.Inspect(pngFile(t), picture.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	release, err := picture.Acquire(t.Context(), info.WithExtra(1<<40)) // all there is
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(200*time.Millisecond, release)
	b := newBench(c)
	b.timeout = 100 * time.Millisecond
	id := b.submit(t, pngFile(t), nil)
	if res := b.send(t, t.Context(), id); res.StatusCode != 200 {
		t.Errorf("%d %s", res.StatusCode, res.Body)
	}
	if rec := b.load(t, id); rec.State != job.Succeeded {
		t.Errorf("%s %+v", rec.State, rec.Error)
	}
}

func TestDetailsThatCannotBeStored(t *testing.T) {
	b := newBench(run(func(context.Context, []byte, Values) (Output, error) {
		return Output{Data: []byte("x"), Type: "image/png", Details: map[string]any{"loss": math.NaN()}}, nil
	}))
	id := b.submit(t, pngFile(t), nil)
	b.send(t, t.Context(), id)
	if rec := b.load(t, id); rec.State != job.Failed {
		t.Errorf("state %s, want failed: no delivery could succeed", rec.State)
	}
}
