package s3store

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"

	"github.com/reverie-image/reverie/shared/store"
)

// Probe checks that a bucket honours create-once and compare-and-swap, on
// which every promise about jobs rests. Some servers that speak S3 ignore the
// conditions and answer 200 to everyone; on those jobs would run twice and
// records would be lost, so Reverie refuses them.
func Probe(ctx context.Context, b store.Bucket) error {
	key := "probe/" + rand.Text()
	first, err := b.Put(ctx, key, []byte("first"), store.PutOptions{Create: true})
	if err != nil {
		return fmt.Errorf("probing the storage: %w", err)
	}
	defer func() { _ = b.Delete(context.WithoutCancel(ctx), key) }()
	if _, err := b.Put(ctx, key, []byte("second"), store.PutOptions{Create: true}); !errors.Is(err, store.ErrPrecondition) {
		return refusal("If-None-Match: *", err)
	}
	if _, err := b.Put(ctx, key, []byte("second!"), store.PutOptions{IfMatch: first}); err != nil {
		return refusal("If-Match with the current ETag", err)
	}
	if _, err := b.Put(ctx, key, []byte("stale"), store.PutOptions{IfMatch: first}); !errors.Is(err, store.ErrPrecondition) {
		return refusal("If-Match with an old ETag", err)
	}
	return nil
}

func refusal(what string, err error) error {
	return fmt.Errorf("the storage does not honour a conditional write (%s: got %v); Reverie needs S3 conditional writes, see docs/storage.md", what, err)
}
