package function

import (
	"context"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
)

func TestPreferWait(t *testing.T) {
	b := newBench(t)
	finish := func(jid string) {
		_, err := b.records.Update(context.Background(), jid, func(j *job.Job) error {
			now := time.Now()
			j.Succeed(now, now, job.Blob{Key: job.NewResultKey(jid), Type: "image/png", Size: 3, SHA256: "s"}, job.Provenance{})
			_, err := b.records.Bucket.Put(context.Background(), j.Result.Key, []byte("out"), store.PutOptions{})
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	go func() {
		for len(b.sent()) == 0 {
			time.Sleep(time.Millisecond)
		}
		finish(b.sent()[0].Subject())
	}()
	res := b.post(t, "converter=grayscale", sample(t), "Prefer", "respond-async, wait=5; x=y")
	if res.StatusCode != 200 || string(res.Body) != "out" || res.Header.Get("Preference-Applied") != "wait=5" {
		t.Errorf("%d %q %v", res.StatusCode, res.Body, res.Header)
	}
	res = b.post(t, "converter=grayscale", sample(t), "Prefer", "wait=0")
	if res.StatusCode != 202 || res.Header.Get("Preference-Applied") != "" {
		t.Errorf("no wait: %d %v", res.StatusCode, res.Header)
	}
}

func TestCancelledWhileWaiting(t *testing.T) {
	b := newBench(t)
	go func() {
		for len(b.sent()) == 0 {
			time.Sleep(time.Millisecond)
		}
		_, err := b.records.Update(context.Background(), b.sent()[0].Subject(), func(j *job.Job) error { j.Cancel(time.Now()); return nil })
		if err != nil {
			t.Error(err)
		}
	}()
	if res := b.post(t, "converter=grayscale", sample(t), "Prefer", "wait=10"); res.StatusCode != 404 {
		t.Errorf("%d, want 404 at once", res.StatusCode)
	}
}
