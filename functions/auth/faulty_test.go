package function

import (
	"context"
	"errors"
	"strings"
	"sync"

	"github.com/reverie-image/reverie/shared/store"
)

var errDown = errors.New("the store is down")

// faulty is a bucket whose operations fail when fails says so.
type faulty struct {
	store.Bucket
	mu    sync.Mutex
	fails func(operation, key string) bool
}

func (f *faulty) failWhen(fails func(operation, key string) bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.fails = fails
}

func (f *faulty) check(operation, key string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.fails != nil && f.fails(operation, key) {
		return errDown
	}
	return nil
}

func (f *faulty) Get(ctx context.Context, key string, limit int64) (store.Object, error) {
	if err := f.check("get", key); err != nil {
		return store.Object{}, err
	}
	return f.Bucket.Get(ctx, key, limit)
}

func (f *faulty) Head(ctx context.Context, key string) (store.Info, error) {
	if err := f.check("head", key); err != nil {
		return store.Info{}, err
	}
	return f.Bucket.Head(ctx, key)
}

func (f *faulty) Put(ctx context.Context, key string, body []byte, o store.PutOptions) (string, error) {
	if err := f.check("put", key); err != nil {
		return "", err
	}
	return f.Bucket.Put(ctx, key, body, o)
}

func (f *faulty) Delete(ctx context.Context, keys ...string) error {
	if err := f.check("delete", strings.Join(keys, " ")); err != nil {
		return err
	}
	return f.Bucket.Delete(ctx, keys...)
}

func (f *faulty) List(ctx context.Context, prefix, after string, limit int) (store.Page, error) {
	if err := f.check("list", prefix); err != nil {
		return store.Page{}, err
	}
	return f.Bucket.List(ctx, prefix, after, limit)
}
