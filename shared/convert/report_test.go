package convert

import (
	"context"
	"errors"
	"image"
	"net/http"
	"strings"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
)

// dots makes a picture that differs with n.
func dots(n int) func() image.Image {
	return func() image.Image { return image.NewGray(image.Rect(0, 0, 20+n, 10)) }
}

// showing is a conversion of some steps that shows each of them.
func showing(steps int, pause time.Duration) run {
	return func(ctx context.Context, data []byte, p Values) (Output, error) {
		for n := range steps {
			Progress(ctx, float64(n)/float64(steps))
			Preview(ctx, dots(n))
			select {
			case <-time.After(pause):
			case <-ctx.Done():
				return Output{}, context.Cause(ctx)
			}
		}
		return echo(ctx, data, p)
	}
}

func newShow(e Engine) *bench {
	b := newBench(e)
	b.descriptor.Preview, b.previewPause = true, time.Millisecond
	b.settings.FirstBeat, b.settings.Beat = time.Minute, time.Minute // previews alone make it beat
	b.settings.Lease = 2 * time.Second
	return b
}

// stored are the names of a job's objects whose name begins so.
func (b *bench) stored(t *testing.T, id, prefix string) (names []string) {
	t.Helper()
	err := store.All(t.Context(), b.bucket, job.Prefix+id+"/", func(o store.Info) error {
		if _, name, _ := job.ParseKey(o.Key); strings.HasPrefix(name, prefix) {
			names = append(names, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// until waits for a record that is as it should be.
func (b *bench) until(t *testing.T, id string, ok func(*job.Record) bool) *job.Record {
	t.Helper()
	for range 500 {
		if rec := b.load(t, id); ok(rec) {
			return rec
		}
		time.Sleep(2 * time.Millisecond)
	}
	t.Fatalf("it never happened: %+v", b.load(t, id).Job)
	return nil
}

func shows(n int) func(*job.Record) bool {
	return func(r *job.Record) bool { return r.Preview != nil && r.Preview.N >= n }
}

func TestPreviewsAreShownAndGo(t *testing.T) {
	b := newShow(showing(30, 10*time.Millisecond))
	id := b.submit(t, pngFile(t), nil)
	done := make(chan handler.Response)
	go func() { done <- b.send(t, t.Context(), id) }()
	rec := b.until(t, id, shows(2))
	if rec.State != job.Running || rec.Preview.Type != "image/jpeg" || rec.Preview.Height != 10 {
		t.Errorf("%s %+v: a preview makes the job running", rec.State, rec.Preview)
	}
	if link := rec.View().Links["preview"]; !strings.HasPrefix(link, job.PreviewPath(id)+"?n=") {
		t.Errorf("link %q", link)
	}
	b.until(t, id, shows(rec.Preview.N+1))
	if n := len(b.stored(t, id, "preview.")); n > 2 {
		t.Errorf("%d previews are stored at once", n)
	}
	if res := <-done; res.StatusCode != http.StatusOK {
		t.Errorf("%d %s", res.StatusCode, res.Body)
	}
	if rec := b.load(t, id); rec.State != job.Succeeded || rec.Preview != nil || rec.View().Links["preview"] != "" {
		t.Errorf("after the end: %+v", rec.Job)
	}
	if left := b.stored(t, id, "preview."); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

func TestPreviewsAreRare(t *testing.T) {
	b := newBench(run(func(ctx context.Context, data []byte, p Values) (Output, error) {
		asked := 0
		for end := time.Now().Add(120 * time.Millisecond); time.Now().Before(end); time.Sleep(time.Millisecond) {
			Preview(ctx, func() image.Image { asked++; return dots(0)() })
		}
		Preview(ctx, func() image.Image { return nil }) // has none
		if asked < 1 || asked > 2 {
			return Output{}, failed(errors.New("asked too often or never"))
		}
		return echo(ctx, data, p)
	}))
	b.descriptor.Preview, b.previewPause = true, 50*time.Millisecond
	id := b.submit(t, pngFile(t), nil)
	b.send(t, t.Context(), id)
	if rec := b.load(t, id); rec.State != job.Succeeded {
		t.Errorf("%s %+v", rec.State, rec.Error)
	}
}

// A converter whose descriptor promises none has none, and neither has a direct
// call.
func TestNoPreviews(t *testing.T) {
	b := newShow(run(func(ctx context.Context, data []byte, p Values) (Output, error) {
		time.Sleep(5 * time.Millisecond)
		Preview(ctx, func() image.Image { panic("asked") })
		return echo(ctx, data, p)
	}))
	b.descriptor.Preview = false
	id := b.submit(t, pngFile(t), nil)
	if b.send(t, t.Context(), id); b.load(t, id).State != job.Succeeded {
		t.Errorf("%+v", b.load(t, id).Error)
	}
}

// Storage that loses previews or heartbeats does not fail a conversion.
func TestFlakyStorageFailsNoConversion(t *testing.T) {
	for _, word := range []string{"preview", "job.json"} {
		t.Run(word, func(t *testing.T) {
			b := newShow(showing(20, 5*time.Millisecond))
			id := b.submit(t, pngFile(t), nil)
			b.bucket.word = word
			b.bucket.fail.Store(6)
			if res := b.send(t, t.Context(), id); res.StatusCode != http.StatusOK {
				t.Errorf("%d %s", res.StatusCode, res.Body)
			}
			if rec := b.load(t, id); rec.State != job.Succeeded || len(b.stored(t, id, "preview.")) > 0 {
				t.Errorf("%s, left over %v", rec.State, b.stored(t, id, "preview."))
			}
		})
	}
}

// A worker that was given up leaves the other's previews alone, and takes its
// own away.
func TestPreviewsAfterTakeOver(t *testing.T) {
	b := newShow(showing(1000, 5*time.Millisecond))
	id := b.submit(t, pngFile(t), nil)
	done := make(chan handler.Response)
	go func() { done <- b.send(t, t.Context(), id) }()
	first := b.until(t, id, shows(2)).Preview.N
	if _, err := b.records.Update(t.Context(), id, func(j *job.Job) error { j.Requeue(time.Now()); return nil }); err != nil {
		t.Fatal(err)
	}
	if res := <-done; res.StatusCode != http.StatusAccepted {
		t.Errorf("the first worker: %d", res.StatusCode)
	}
	rec := b.load(t, id)
	if left := b.stored(t, id, "preview."); len(left) != 1 || rec.Preview == nil || job.Prefix+id+"/"+left[0] != rec.Preview.Key {
		t.Fatalf("stored %v, named %+v", left, rec.Preview)
	}
	b.engine = showing(20, 5*time.Millisecond)
	go func() { done <- b.send(t, t.Context(), id) }()
	b.until(t, id, shows(first+1))
	if res := <-done; res.StatusCode != http.StatusOK {
		t.Errorf("the second worker: %d", res.StatusCode)
	}
	if left := b.stored(t, id, "preview."); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}

// A cancelled job's conversion learns it with its next preview, and stores no
// result.
func TestCancelReachesAShowingConversion(t *testing.T) {
	b := newShow(showing(100_000, 5*time.Millisecond))
	id := b.submit(t, pngFile(t), nil)
	done := make(chan handler.Response)
	go func() { done <- b.send(t, t.Context(), id) }()
	b.until(t, id, shows(1))
	began := time.Now()
	if _, err := b.records.Update(t.Context(), id, func(j *job.Job) error { j.Cancel(time.Now()); return nil }); err != nil {
		t.Fatal(err)
	}
	if res := <-done; res.StatusCode != http.StatusAccepted {
		t.Errorf("%d", res.StatusCode)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("it went on for %v", took)
	}
	if left := b.stored(t, id, "result."); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
}
