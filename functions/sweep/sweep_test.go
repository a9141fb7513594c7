package function

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
)

func TestExpiredJobsGo(t *testing.T) {
	b := newBench(t)
	b.add(t, 60*time.Second, succeed("")) // expires between now and the tick
	b.add(t, 45*time.Second, succeed("")) // has just expired then: a write may be under way
	b.add(t, 90*time.Second, nil)
	keep := b.add(t, 20*time.Second, succeed(""))
	if got := b.tick(t, ""); got != 202 {
		t.Fatal(got)
	}
	if got := b.keys(t); len(got) != 4 || !slices.Contains(got, job.RecordKey(keep)) {
		t.Errorf("left %v, want the young jobs", got)
	}
	b.now = b.now.Add(reapAfter)
	b.tick(t, "")
	if got := b.keys(t); len(got) != 2 {
		t.Errorf("later it left %v, want one job", got)
	}
}

// Everything that belongs to a job goes with it, previews that a dead worker
// left among it.
func TestAllOfAJobGoes(t *testing.T) {
	b := newBench(t)
	id := b.add(t, 150*time.Second, func(j *job.Job) { j.State = job.Running })
	for _, key := range []string{job.PictureKey(id, "guide"), job.NewPreviewKey(id), job.NewPreviewKey(id), job.NewResultKey(id)} {
		if _, err := b.records.Bucket.Put(t.Context(), key, []byte("x"), store.PutOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	if b.tick(t, ""); len(b.keys(t)) != 0 {
		t.Errorf("left %v", b.keys(t))
	}
}

func TestWaitingAndLostJobsAreSentAgain(t *testing.T) {
	b := newBench(t)
	waiting := b.add(t, 0, nil)
	lost := b.add(t, 0, func(j *job.Job) { j.Start(j.CreatedAt, j.CreatedAt) })
	b.tick(t, "") // a minute later
	if len(b.events) != 2 {
		t.Fatalf("events %v, want two", b.events)
	}
	for _, id := range []string{waiting, lost} {
		rec, err := b.records.Load(t.Context(), id)
		if err != nil || rec.State != job.Queued || !rec.ExpiresAt.After(b.now.Add(2*time.Minute)) {
			t.Errorf("%+v, %v; want queued and refreshed", rec.Job, err)
		}
	}
	b.tick(t, "")
	if len(b.events) != 2 {
		t.Errorf("sent again at once: %d events", len(b.events))
	}
}

func TestYoungJobsAreLeft(t *testing.T) {
	b := newBench(t)
	b.add(t, 0, nil)
	b.add(t, 0, func(j *job.Job) { j.Start(j.CreatedAt, j.CreatedAt) })
	if got := b.deliver(t, event.Ping, "", ""); got != 202 || len(b.events) != 0 {
		t.Errorf("%d, events %v; want none", got, b.events)
	}
	if got := b.deliver(t, event.SweepRequested, "", `{"restart":true}`); got != 202 || len(b.events) != 2 {
		t.Errorf("after a restart: %d, events %v; want both", got, b.events)
	}
}

// A restart concerns nobody who came after it, however late it is heard of.
func TestARestartLeavesWhoCameAfterIt(t *testing.T) {
	b := newBench(t)
	b.add(t, -time.Minute, nil)
	b.add(t, -time.Minute, func(j *job.Job) { j.Start(j.CreatedAt, j.CreatedAt) })
	if got := b.tick(t, `{"restart":true}`); got != 202 || len(b.events) != 0 {
		t.Errorf("%d, events %v; want none", got, b.events)
	}
}

func TestHopelessJobsFail(t *testing.T) {
	b := newBench(t)
	often := b.add(t, 0, func(j *job.Job) { j.Start(j.CreatedAt, j.CreatedAt); j.Attempt = b.settings.MaxAttempts })
	long := b.add(t, 0, func(j *job.Job) { j.CreatedAt = j.CreatedAt.Add(-time.Hour) })
	b.tick(t, "")
	for _, id := range []string{often, long} {
		rec, err := b.records.Load(t.Context(), id)
		if err != nil || rec.State != job.Failed || rec.Error.Code != fault.WorkerLost {
			t.Errorf("%+v, %v; want failed", rec.Job, err)
		}
	}
	if len(b.events) != 2 || b.events[0].Type() != event.ConversionFailed {
		t.Errorf("events %v", b.events)
	}
}

func TestGalleryIsRemindedAndWaitedFor(t *testing.T) {
	b := newBench(t)
	id := b.add(t, 50*time.Second, succeed("alice"))
	b.tick(t, "")
	b.tick(t, "")
	if len(b.events) != 1 || b.events[0].Type() != event.ConversionSucceeded || len(b.keys(t)) != 2 {
		t.Fatalf("events %v, keys %v; want one reminder and the job kept", b.events, b.keys(t))
	}
	b.now = b.now.Add(remindAfter)
	b.tick(t, "")
	if len(b.events) != 2 {
		t.Errorf("%d events, want another reminder after %v", len(b.events), remindAfter)
	}
	if _, err := b.records.Bucket.Put(t.Context(), job.ArchivedKey(id), nil, store.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	b.tick(t, "")
	if left := b.keys(t); len(left) != 0 {
		t.Errorf("left %v, want nothing once the gallery has it", left)
	}
}

func TestOrphansAndClaimsGo(t *testing.T) {
	b := newBench(t)
	for _, key := range []string{job.InputKey(job.NewID()), "idempotency/abc"} {
		if _, err := b.records.Bucket.Put(t.Context(), key, nil, store.PutOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	b.tick(t, "")
	if len(b.keys(t)) != 2 {
		t.Errorf("left %v, want both while they are young", b.keys(t))
	}
	b.now = b.now.Add(2 * time.Hour)
	b.tick(t, "")
	if left := b.keys(t); len(left) != 0 {
		t.Errorf("left %v", left)
	}
}

func TestDeadLetters(t *testing.T) {
	b := newBench(t)
	waiting := b.add(t, 0, nil)
	held := b.add(t, 0, func(j *job.Job) { j.Start(j.CreatedAt, j.CreatedAt) })
	done := b.add(t, 0, succeed(""))
	for _, id := range []string{waiting, held, done, job.NewID(), "nonsense"} {
		if got := b.deliver(t, event.ConversionRequested, id, ""); got != 202 {
			t.Errorf("%s: %d", id, got)
		}
	}
	for id, want := range map[string]job.State{waiting: job.Failed, held: job.Running, done: job.Succeeded} {
		if got := b.state(t, id); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestBrokerAwayIsToldToTheTicker(t *testing.T) {
	b := newBench(t)
	id := b.add(t, 0, nil)
	b.broken = true
	if got := b.tick(t, ""); got != 503 {
		t.Errorf("%d, want 503", got)
	}
	b.broken = false
	b.now = b.now.Add(time.Minute)
	b.tick(t, "")
	if len(b.events) != 1 || b.events[0].Subject() != id {
		t.Errorf("events %v, want the job's once the broker is back", b.events)
	}
}

func TestEndedIsOneEvent(t *testing.T) {
	j := &job.Job{ID: job.NewID(), State: job.Succeeded, Converter: "x"}
	a, b := convert.Ended(j), convert.Ended(j)
	if a.ID() != b.ID() {
		t.Error("a reminder has another ID than the event it repeats")
	}
}

func TestCutOffSweepIsGoneOnWith(t *testing.T) {
	b := newBench(t)
	const jobs = 40
	for range jobs {
		b.add(t, 0, nil)
	}
	b.now = b.now.Add(time.Minute)
	for tries := 0; len(b.sent()) < jobs; tries++ {
		if tries > jobs {
			t.Fatalf("%d of %d jobs were sent again after %d sweeps", len(b.sent()), jobs, tries)
		}
		ctx, cancel := context.WithCancel(t.Context())
		before := len(b.sent())
		go func() { // each sweep gets no further than a few jobs
			for len(b.sent()) < before+3 && ctx.Err() == nil {
				time.Sleep(100 * time.Microsecond)
			}
			cancel()
		}()
		_ = b.sweep(ctx, time.Time{})
		cancel()
	}
}

func TestDamagedRecordsGoInTime(t *testing.T) {
	b := newBench(t)
	id := b.add(t, 0, nil)
	if _, err := b.records.Bucket.Put(t.Context(), job.RecordKey(id), []byte("{"), store.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	other := b.add(t, 0, nil)
	if got := b.tick(t, ""); got != 202 || len(b.events) != 1 || b.events[0].Subject() != other {
		t.Errorf("%d, events %v; want the other job rescued all the same", got, b.events)
	}
	b.now = b.now.Add(b.settings.MaxWait + b.settings.TTL)
	b.tick(t, "")
	if slices.Contains(b.keys(t), job.RecordKey(id)) {
		t.Error("the damaged record is still there")
	}
}

func TestDeletedResultIsNotOwed(t *testing.T) {
	b := newBench(t)
	b.add(t, 0, func(j *job.Job) { succeed("alice")(j); j.Cancel(b.now) })
	b.now = b.now.Add(time.Minute)
	b.tick(t, "")
	if len(b.events) != 0 || len(b.keys(t)) != 0 {
		t.Errorf("events %v, keys %v; want the deleted result gone", b.events, b.keys(t))
	}
}
