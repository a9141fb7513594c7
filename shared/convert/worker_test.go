package convert

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"math"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/store"
	"github.com/reverie-image/reverie/shared/store/memory"
)

var quick = job.Settings{
	TTL: 5 * time.Second, FirstBeat: 20 * time.Millisecond, Beat: 20 * time.Millisecond,
	Lease: 300 * time.Millisecond, Requeue: time.Second, MaxWait: time.Minute, MaxAttempts: 3,
}

func pngFile(t testing.TB) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, 8, 8))
	m.Set(1, 1, color.NRGBA{200, 30, 90, 255})
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bench is a worker over storage in memory.
type bench struct {
	*Worker
	bucket *flaky
}

// flaky fails the next writes of keys that contain a word.
type flaky struct {
	store.Bucket
	fail atomic.Int32
	word string
	puts atomic.Int32
}

func (f *flaky) Put(ctx context.Context, key string, body []byte, o store.PutOptions) (string, error) {
	f.puts.Add(1)
	if strings.Contains(key, f.word) && f.fail.Add(-1) >= 0 {
		return "", fault.New(fault.Unavailable, "storage is away")
	}
	return f.Bucket.Put(ctx, key, body, o)
}

// run is a conversion as an engine that always has room.
type run func(ctx context.Context, data []byte, p Values) (Output, error)

func (run) Admit(context.Context, []byte) (func(), error) { return func() {}, nil }

func (r run) Run(ctx context.Context, data []byte, p Values) (Output, error) { return r(ctx, data, p) }

func newBench(e Engine) *bench {
	b := &flaky{Bucket: memory.New()}
	d := Descriptor{Name: "test", Title: "Test", Version: "1"}
	return &bench{NewWorker(d, e, job.NewRecords(b), quick, 2*time.Second), b}
}

func (b *bench) submit(t *testing.T, data []byte, change func(*job.Job)) string {
	t.Helper()
	id := job.NewID()
	now := time.Now()
	j := &job.Job{
		ID: id, Converter: "test", Version: "1", Parameters: []byte("{}"), State: job.Queued,
		CreatedAt: now, HeartbeatAt: now, TTL: 5, ExpiresAt: now.Add(5 * time.Second),
		Input: job.Blob{Key: job.InputKey(id), Type: "image/png", Size: int64(len(data)), SHA256: job.Digest(data)},
	}
	if change != nil {
		change(j)
	}
	if _, err := b.bucket.Bucket.Put(t.Context(), j.Input.Key, data, store.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := b.records.Create(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	b.bucket.puts.Store(0)
	return id
}

// send delivers the event of a job as a broker does.
func (b *bench) send(t *testing.T, ctx context.Context, id string) handler.Response {
	t.Helper()
	rec, err := b.records.Load(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	r, err := event.Request(ctx, "http://worker", Requested(&rec.Job, "1", "test"))
	if err != nil {
		t.Fatal(err)
	}
	req := handler.Request{Method: http.MethodPost, Header: r.Header}
	req.WithContext(ctx)
	return b.deliver(req)
}

func (b *bench) load(t *testing.T, id string) *job.Record {
	t.Helper()
	rec, err := b.records.Load(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

func echo(_ context.Context, data []byte, _ Values) (Output, error) {
	return Output{Data: data, Type: "image/png", Width: 8, Height: 8}, nil
}

func slow(d time.Duration) run {
	return func(ctx context.Context, data []byte, p Values) (Output, error) {
		Progress(ctx, 0.4)
		select {
		case <-time.After(d):
			return echo(ctx, data, p)
		case <-ctx.Done():
			return Output{}, context.Cause(ctx)
		}
	}
}

func TestFastJobWritesNoHeartbeat(t *testing.T) {
	b := newBench(run(echo))
	id := b.submit(t, pngFile(t), func(j *job.Job) { j.Owner = "alice" })
	res := b.send(t, t.Context(), id)
	if res.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", res.StatusCode, res.Body)
	}
	e, err := event.Parse(res.Header, res.Body)
	if err != nil || e.Type() != event.ConversionSucceeded || e.Subject() != id || event.Extension(e, event.Owned) != "true" {
		t.Errorf("answer %v, %v", e, err)
	}
	rec := b.load(t, id)
	if rec.State != job.Succeeded || rec.Result == nil || rec.Attempt != 0 {
		t.Errorf("record %+v", rec.Job)
	}
	if n := b.bucket.puts.Load(); n != 2 {
		t.Errorf("%d writes, want 2: the result and the record", n)
	}
}

func TestSlowJobBeats(t *testing.T) {
	b := newBench(slow(200 * time.Millisecond))
	id := b.submit(t, pngFile(t), nil)
	done := make(chan handler.Response)
	go func() { done <- b.send(t, t.Context(), id) }()
	time.Sleep(100 * time.Millisecond)
	rec := b.load(t, id)
	if rec.State != job.Running || rec.Progress != 0.4 || rec.Attempt != 1 {
		t.Errorf("in the middle: %+v", rec.Job)
	}
	if dup := b.send(t, t.Context(), id); dup.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a second delivery while it runs: %d, want 503", dup.StatusCode)
	}
	if res := <-done; res.StatusCode != 200 {
		t.Errorf("%d %s", res.StatusCode, res.Body)
	}
	puts := b.bucket.puts.Load()
	if again := b.send(t, t.Context(), id); again.StatusCode != 200 || b.bucket.puts.Load() != puts {
		t.Errorf("a delivery after the end: %d and %d writes, want 200 and none", again.StatusCode, b.bucket.puts.Load()-puts)
	}
}

func TestPermanentFailures(t *testing.T) {
	tests := map[string]struct {
		engine Engine
		reason fault.Code
	}{
		"picture": {&Converter{Descriptor: Descriptor{Name: "test"}}, fault.UnsupportedImage},
		"error":   {run(func(context.Context, []byte, Values) (Output, error) { return Output{}, failed(errors.New("no")) }), ""},
		"panic":   {run(func(context.Context, []byte, Values) (Output, error) { panic("oh") }), ""},
		"timeout": {slow(time.Hour), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(tt.engine)
			b.timeout = 50 * time.Millisecond
			id := b.submit(t, []byte("no picture at all"), nil)
			if res := b.send(t, t.Context(), id); res.StatusCode/100 != 2 {
				t.Errorf("%d: a poisonous job must not be delivered again", res.StatusCode)
			}
			rec := b.load(t, id)
			if rec.State != job.Failed || rec.Error.Code != fault.ConversionFailed || rec.Error.Reason != tt.reason {
				t.Errorf("record %+v %+v", rec.Job, rec.Error)
			}
		})
	}
}

func TestPassingFaultsAreDeliveredAgain(t *testing.T) {
	for _, word := range []string{"result", "job.json"} {
		b := newBench(run(echo))
		id := b.submit(t, pngFile(t), nil)
		b.bucket.word = word
		b.bucket.fail.Store(1)
		if res := b.send(t, t.Context(), id); res.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("%s: %d, want 503", word, res.StatusCode)
		}
		if res := b.send(t, t.Context(), id); res.StatusCode != http.StatusOK {
			t.Errorf("%s: the second delivery: %d, want 200", word, res.StatusCode)
		}
		if rec := b.load(t, id); rec.State != job.Succeeded {
			t.Errorf("%s: %s", word, rec.State)
		}
	}
}

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

func TestDirect(t *testing.T) {
	c := &Converter{
		Descriptor: Descriptor{Name: "test", Title: "Test", Version: "1", Parameters: []Parameter{
			{Name: "n", Title: "N", Type: Integer, Min: 1, Max: 3, Default: 1}}},
		Convert: func(context.Context, *picture.Picture, Values) error { return nil },
	}
	h, err := Function(c)(nil)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		method, query string
		body          []byte
		status        int
	}{
		{http.MethodPost, "", pngFile(t), 200},
		{http.MethodPost, "n=3", pngFile(t), 200},
		{http.MethodPost, "n=4", pngFile(t), 422},
		{http.MethodPost, "x=4", pngFile(t), 422},
		{http.MethodPost, "", []byte("text"), 415},
		{http.MethodPost, "", nil, 400},
		{http.MethodGet, "", nil, 200},
		{http.MethodPut, "", nil, 405},
	}
	for _, tt := range tests {
		res, err := h(handler.Request{Method: tt.method, QueryString: tt.query, Header: http.Header{fn.PathHeader: {"/"}}, Body: tt.body})
		if err != nil || res.StatusCode != tt.status {
			t.Errorf("%s ?%s: %d, %v; want %d", tt.method, tt.query, res.StatusCode, err, tt.status)
		}
	}
	// Without storage an event cannot be served, and the broker shall try again.
	req := handler.Request{Method: http.MethodPost, Header: http.Header{"Ce-Specversion": {"1.0"}}}
	if res, _ := h(req); res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("event without storage: %d, want 503", res.StatusCode)
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

func (full) Admit(ctx context.Context, _ []byte) (func(), error) {
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
