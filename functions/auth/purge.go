package function

import (
	"context"
	"sync"
	"time"

	"github.com/reverie-image/reverie/shared/store"
)

const (
	// clockDifference is how far the store's clock may be from ours.
	clockDifference = time.Hour
	// purgeGap: a purge lists every session, so not every sweep does one.
	purgeGap   = time.Hour
	purgeBatch = 500
)

// removeAll deletes what match picks under a prefix.
func removeAll(ctx context.Context, b store.Bucket, prefix string, match func(store.Info) bool) error {
	var keys []string
	flush := func() error {
		if len(keys) == 0 {
			return nil
		}
		err := b.Delete(ctx, keys...)
		keys = keys[:0]
		return err
	}
	err := store.All(ctx, b, prefix, func(o store.Info) error {
		if match(o) {
			keys = append(keys, o.Key)
		}
		if len(keys) < purgeBatch {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	return passing(err)
}

// throttle lets something happen once in a while.
type throttle struct {
	gap time.Duration
	now func() time.Time

	mu   sync.Mutex
	last time.Time
}

// do calls f unless a call succeeded within the gap.
func (t *throttle) do(f func() error) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.last.IsZero() && t.now().Sub(t.last) < t.gap {
		return nil
	}
	if err := f(); err != nil {
		return err
	}
	t.last = t.now()
	return nil
}
