package function

import (
	"bytes"
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/store"
)

func TestIdempotencyKey(t *testing.T) {
	b := newBench(t)
	first := id(t, b.post(t, "converter=contrast&contrast=5", sample(t), "Idempotency-Key", "k1"))
	if again := id(t, b.post(t, "contrast=5.0&converter=contrast", sample(t), "Idempotency-Key", "k1")); again != first {
		t.Errorf("the same request made another job: %s, %s", first, again)
	}
	if len(b.events) != 1 {
		t.Errorf("%d events, want 1", len(b.events))
	}
	if stranger := id(t, b.post(t, "converter=contrast&contrast=6", sample(t), "Idempotency-Key", "k1")); stranger == first {
		t.Error("a stranger's request with the same key got the job")
	}
	b.post(t, "converter=contrast&contrast=5", sample(t), "Idempotency-Key", "k1", fn.UserHeader, "bob")
	if res := b.post(t, "converter=contrast&contrast=6", sample(t), "Idempotency-Key", "k1", fn.UserHeader, "bob"); res.StatusCode != 422 || !bytes.Contains(res.Body, []byte(fault.IdempotencyReuse)) {
		t.Errorf("another request: %d %s", res.StatusCode, res.Body)
	}
	if other := id(t, b.post(t, "converter=contrast&contrast=5", sample(t), "Idempotency-Key", "k1", fn.UserHeader, "alice")); other == first {
		t.Error("another user got the job")
	}
	later := time.Now().Add(time.Hour)
	b.records.Now = func() time.Time { return later }
	if fresh := id(t, b.post(t, "converter=contrast&contrast=5", sample(t), "Idempotency-Key", "k1")); fresh == first {
		t.Error("the key of an expired job is not free")
	}
}

func TestIdempotencyRace(t *testing.T) {
	b := newBench(t)
	ids := make(chan string, 20)
	var wg sync.WaitGroup
	for range cap(ids) {
		wg.Go(func() { ids <- id(t, b.post(t, "converter=grayscale", sample(t), "Idempotency-Key", "race")) })
	}
	wg.Wait()
	close(ids)
	first := <-ids
	for other := range ids {
		if other != first {
			t.Errorf("two jobs for one key: %s, %s", first, other)
		}
	}
}

func TestCrashBetweenClaimAndJobHeals(t *testing.T) {
	b := newBench(t)
	o, err := b.read(handler.Request{Method: http.MethodPost, QueryString: "converter=grayscale", Header: http.Header{"Idempotency-Key": {"k"}}, Body: sample(t)})
	if err != nil {
		t.Fatal(err)
	}
	claimed, _, err := b.claim(t.Context(), o) // and then the process dies
	if err != nil {
		t.Fatal(err)
	}
	if got := id(t, b.post(t, "converter=grayscale", sample(t), "Idempotency-Key", "k")); got != claimed {
		t.Errorf("the retry made %s, want the claimed %s", got, claimed)
	}
}

// deaf performs the creation of a record and loses the answer, as when the
// client's own retry meets what it wrote.
type deaf struct{ store.Bucket }

func (d deaf) Put(ctx context.Context, key string, body []byte, o store.PutOptions) (string, error) {
	etag, err := d.Bucket.Put(ctx, key, body, o)
	if err == nil && o.Create {
		return "", store.ErrPrecondition
	}
	return etag, err
}

func TestLostAnswerToTheCreation(t *testing.T) {
	b := newBench(t)
	b.records.Bucket = deaf{b.records.Bucket}
	id(t, b.post(t, "converter=grayscale", sample(t)))
	if len(b.events) != 1 {
		t.Errorf("%d events, want 1: the job is new, whatever the storage said", len(b.events))
	}
}
