package job

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/store"
	"github.com/reverie-image/reverie/shared/store/memory"
)

var start = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

func newJob(id string) *Job {
	j := &Job{ID: id, Converter: "grayscale", State: Queued, CreatedAt: start, TTL: 100}
	j.refresh(start)
	return j
}

func TestLifetime(t *testing.T) {
	const lease = 10 * time.Second
	j := newJob(NewID())
	if !j.ExpiresAt.Equal(start.Add(100 * time.Second)) {
		t.Fatalf("expires at %v, want 100 s after the creation", j.ExpiresAt)
	}
	if j.Expired(start.Add(100*time.Second - 1)) {
		t.Error("expired before its time")
	}
	if !j.Expired(start.Add(100 * time.Second)) {
		t.Error("alive at its expiry")
	}
	if j.Held(start, lease) || j.Lost(start.Add(time.Hour), lease) {
		t.Error("a queued job has no worker to hold or lose it")
	}

	now := start.Add(50 * time.Second)
	j.Start(start.Add(49*time.Second), now)
	j.Beat(now, 0.5)
	if j.State != Running || j.Attempt != 1 || j.Progress != 0.5 || !j.ExpiresAt.Equal(now.Add(100*time.Second)) {
		t.Errorf("after a heartbeat: %+v", j)
	}
	j.Beat(now, 0.2)
	j.Beat(now, 7)
	if j.Progress != 1 {
		t.Errorf("progress %v, want it to grow only and to end at 1", j.Progress)
	}
	if !j.Held(now.Add(lease-1), lease) || !j.Lost(now.Add(lease), lease) {
		t.Error("a job is held for the lease after its heartbeat, then lost")
	}

	now = now.Add(time.Minute)
	j.Succeed(now, now, Blob{Key: "k"}, Provenance{})
	if !j.Finished() || j.Held(now, lease) || !j.ExpiresAt.Equal(now.Add(100*time.Second)) {
		t.Errorf("after its end: %+v", j)
	}
}

func TestFailure(t *testing.T) {
	tests := map[string]struct {
		err          error
		code, reason fault.Code
		status       int
	}{
		"picture":   {fault.New(fault.CorruptImage, "broken"), fault.ConversionFailed, fault.CorruptImage, 500},
		"worker":    {fault.New(fault.WorkerLost, "gone"), fault.WorkerLost, "", 504},
		"converter": {fault.New(fault.ConversionFailed, "no"), fault.ConversionFailed, "", 500},
		"unknown":   {errors.New("secret"), fault.ConversionFailed, fault.Internal, 500},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			j := newJob(NewID())
			j.Fail(start, tt.err)
			if j.State != Failed || j.Error.Code != tt.code || j.Error.Reason != tt.reason {
				t.Errorf("failure %+v", j.Error)
			}
			if got := fault.Status(j.Err()); got != tt.status {
				t.Errorf("status %d, want %d", got, tt.status)
			}
			if j.Error.Detail == "secret" {
				t.Error("an internal error's text is shown to clients")
			}
		})
	}
}

func TestCancelMakesGone(t *testing.T) {
	r := NewRecords(memory.New())
	r.Now = func() time.Time { return start }
	j := newJob(NewID())
	if err := r.Create(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Update(t.Context(), j.ID, func(j *Job) error { j.Cancel(start); return nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Find(t.Context(), j.ID, ""); !fault.Is(err, fault.NotFound) {
		t.Errorf("Find after Cancel = %v, want not found", err)
	}
}

func TestIDs(t *testing.T) {
	if id := NewID(); !ValidID(id) {
		t.Errorf("%q is not valid", id)
	}
	for _, id := range []string{"", "x", "../../../../etc/passwd.....", "ABCDEFGHIJKLMNOPQRSTUVWXY/", "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWX10"} {
		if ValidID(id) {
			t.Errorf("%q is valid", id)
		}
	}
	id := NewID()
	for _, key := range []string{RecordKey(id), InputKey(id), NewResultKey(id), ArchivedKey(id)} {
		if got, name, ok := ParseKey(key); !ok || got != id || name == "" {
			t.Errorf("ParseKey(%s) = %s, %s, %v", key, got, name, ok)
		}
	}
}

func TestFindHidesWhatIsNotYours(t *testing.T) {
	r := NewRecords(memory.New())
	r.Now = func() time.Time { return start }
	j := newJob(NewID())
	j.Owner = "alice"
	if err := r.Create(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ id, user string }{{j.ID, "bob"}, {j.ID, ""}, {NewID(), "alice"}, {"../x", "alice"}} {
		if _, err := r.Find(t.Context(), tt.id, tt.user); !fault.Is(err, fault.NotFound) {
			t.Errorf("Find(%s, %q) = %v, want not found", tt.id, tt.user, err)
		}
	}
	if _, err := r.Find(t.Context(), j.ID, "alice"); err != nil {
		t.Errorf("the owner's job: %v", err)
	}
	r.Now = func() time.Time { return start.Add(100 * time.Second) }
	if _, err := r.Find(t.Context(), j.ID, "alice"); !fault.Is(err, fault.NotFound) {
		t.Errorf("an expired job: %v, want not found", err)
	}
}

// deaf performs writes and then loses their answers.
type deaf struct {
	store.Bucket
	lose int
}

func (d *deaf) Put(ctx context.Context, key string, body []byte, o store.PutOptions) (string, error) {
	etag, err := d.Bucket.Put(ctx, key, body, o)
	if err == nil && d.lose > 0 {
		d.lose--
		return "", fault.New(fault.Unavailable, "the answer was lost")
	}
	return etag, err
}

func TestSwapKnowsItsOwnWrites(t *testing.T) {
	b := &deaf{Bucket: memory.New()}
	r := NewRecords(b)
	r.Now = func() time.Time { return start }
	j := newJob(NewID())
	if err := r.Create(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	mine, err := r.Load(t.Context(), j.ID)
	if err != nil {
		t.Fatal(err)
	}
	b.lose = 1
	mine.Beat(start, 0.1)
	if err := r.Swap(t.Context(), mine); !fault.Is(err, fault.Unavailable) {
		t.Fatalf("Swap = %v, want the lost answer", err)
	}
	mine.Beat(start, 0.2)
	if err := r.Swap(t.Context(), mine); err != nil {
		t.Fatalf("Swap after a lost answer = %v, want success", err)
	}

	other, err := r.Load(t.Context(), j.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Swap(t.Context(), other); err != nil {
		t.Fatal(err)
	}
	if err := r.Swap(t.Context(), mine); !errors.Is(err, ErrLost) {
		t.Errorf("Swap after another writer = %v, want ErrLost", err)
	}
	if err := b.Delete(t.Context(), RecordKey(j.ID)); err != nil {
		t.Fatal(err)
	}
	if err := r.Swap(t.Context(), other); !errors.Is(err, ErrLost) {
		t.Errorf("Swap of a deleted record = %v, want ErrLost", err)
	}
}

// created is a fresh record in r.
func created(t *testing.T, r *Records) *Record {
	t.Helper()
	j := newJob(NewID())
	if err := r.Create(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	rec, err := r.Load(t.Context(), j.ID)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func TestExpiredStaysExpired(t *testing.T) {
	r := NewRecords(memory.New())
	now := start
	r.Now = func() time.Time { return now }
	rec := created(t, r)
	now = start.Add(100 * time.Second)
	rec.Succeed(start, now, Blob{Key: "k"}, Provenance{})
	if err := r.Swap(t.Context(), rec); !errors.Is(err, ErrLost) {
		t.Errorf("Swap of an expired job = %v, want ErrLost", err)
	}
}

// busy answers the next writes as a server does that meets another one under
// way, without doing either.
type busy struct {
	store.Bucket
	times int
}

func (b *busy) Put(ctx context.Context, key string, body []byte, o store.PutOptions) (string, error) {
	if o.IfMatch != "" && b.times > 0 {
		b.times--
		return "", store.ErrPrecondition
	}
	return b.Bucket.Put(ctx, key, body, o)
}

func TestSwapTriesAgainWhenNobodyWrote(t *testing.T) {
	b := &busy{Bucket: memory.New(), times: 2}
	r := NewRecords(b)
	r.Now = func() time.Time { return start }
	rec := created(t, r)
	if err := r.Swap(t.Context(), rec); err != nil {
		t.Errorf("Swap = %v, want success after the conflict", err)
	}
}
