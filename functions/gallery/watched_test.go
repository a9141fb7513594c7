package function

import (
	"context"
	"sync"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/store"
)

// calls counts a world's calls to its buckets, reads and writes.
type calls struct {
	mu     sync.Mutex
	n      int
	before func(n int) error // may fail the nth call, which then does nothing
	after  func(n int) error // may lose the answer to the nth call
}

func (c *calls) around(call func() error) error {
	c.mu.Lock()
	c.n++
	n, before, after := c.n, c.before, c.after
	c.mu.Unlock()
	if before != nil {
		if err := before(n); err != nil {
			return err
		}
	}
	err := call()
	if after != nil {
		if lost := after(n); lost != nil {
			return lost
		}
	}
	return err
}

// reset starts counting anew, with nothing in the way.
func (c *calls) reset() { c.set(nil, nil) }

func (c *calls) set(before, after func(int) error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n, c.before, c.after = 0, before, after
}

// at is a hook that does something at the nth call, once.
func at(nth int, do func() error) func(int) error {
	return func(n int) error {
		if n == nth {
			return do()
		}
		return nil
	}
}

func storeDown() error { return fault.New(fault.Unavailable, "The storage is not available.") }

type watched struct {
	store.Bucket
	calls *calls
}

func (b watched) Get(ctx context.Context, key string, limit int64) (o store.Object, err error) {
	err = b.calls.around(func() error { o, err = b.Bucket.Get(ctx, key, limit); return err })
	return o, err
}

func (b watched) Head(ctx context.Context, key string) (info store.Info, err error) {
	err = b.calls.around(func() error { info, err = b.Bucket.Head(ctx, key); return err })
	return info, err
}

func (b watched) Put(ctx context.Context, key string, body []byte, opts store.PutOptions) (etag string, err error) {
	err = b.calls.around(func() error { etag, err = b.Bucket.Put(ctx, key, body, opts); return err })
	return etag, err
}

func (b watched) Delete(ctx context.Context, keys ...string) error {
	return b.calls.around(func() error { return b.Bucket.Delete(ctx, keys...) })
}

func (b watched) List(ctx context.Context, prefix, after string, limit int) (p store.Page, err error) {
	err = b.calls.around(func() error { p, err = b.Bucket.List(ctx, prefix, after, limit); return err })
	return p, err
}

// breakAt makes the nth call from now on fail, or lose its answer.
func (w *world) breakAt(nth int, lost bool) {
	if lost {
		w.calls.set(nil, at(nth, storeDown))
		return
	}
	w.calls.set(at(nth, storeDown), nil)
}
