// Package memory is a [store.Bucket] in memory, for unit tests. Nothing that
// people run uses it.
package memory

import (
	"bytes"
	"context"
	"fmt"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/reverie-image/reverie/shared/store"
)

var _ store.Bucket = (*Bucket)(nil)

// Bucket keeps objects in a map.
type Bucket struct {
	mu      sync.Mutex
	version int
	objects map[string]store.Object
}

// New makes an empty bucket.
func New() *Bucket { return &Bucket{objects: map[string]store.Object{}} }

// Get implements store.Bucket.
func (b *Bucket) Get(ctx context.Context, key string, limit int64) (store.Object, error) {
	if err := ctx.Err(); err != nil {
		return store.Object{}, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	o, ok := b.objects[key]
	if !ok {
		return store.Object{}, store.ErrNotFound
	}
	if limit > 0 && o.Size > limit {
		return store.Object{}, store.ErrTooLarge
	}
	o.Body = bytes.Clone(o.Body)
	return o, nil
}

// Head implements store.Bucket.
func (b *Bucket) Head(ctx context.Context, key string) (store.Info, error) {
	o, err := b.Get(ctx, key, 0)
	return o.Info, err
}

// Put implements store.Bucket.
func (b *Bucket) Put(ctx context.Context, key string, body []byte, opts store.PutOptions) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	old, exists := b.objects[key]
	if opts.Create && exists || opts.IfMatch != "" && old.ETag != opts.IfMatch {
		return "", store.ErrPrecondition
	}
	b.version++
	etag := fmt.Sprintf("%q", fmt.Sprint(b.version))
	b.objects[key] = store.Object{
		Info: store.Info{Key: key, ETag: etag, Size: int64(len(body)), ContentType: opts.ContentType, LastModified: time.Now()},
		Body: bytes.Clone(body),
	}
	return etag, nil
}

// Delete implements store.Bucket.
func (b *Bucket) Delete(ctx context.Context, keys ...string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, k := range keys {
		delete(b.objects, k)
	}
	return nil
}

// List implements store.Bucket.
func (b *Bucket) List(ctx context.Context, prefix, after string, limit int) (store.Page, error) {
	if err := ctx.Err(); err != nil {
		return store.Page{}, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	var keys []string
	for k := range b.objects {
		if strings.HasPrefix(k, prefix) && k > after {
			keys = append(keys, k)
		}
	}
	sort.Strings(keys)
	var page store.Page
	for _, k := range keys[:min(len(keys), limit)] {
		info := b.objects[k].Info
		info.ContentType = ""
		page.Objects = append(page.Objects, info)
	}
	if len(keys) > limit {
		page.Next = keys[limit-1]
	}
	return page, nil
}
