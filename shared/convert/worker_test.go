package convert

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/job"
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

func (run) Admit(context.Context, []byte, Values) (func(), error) { return func() {}, nil }

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
	r, err := event.Request(ctx, "http://worker", Requested(&rec.Job, job.LaneFast, "1", "test"))
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
