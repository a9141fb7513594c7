// Package storetest is the contract of [store.Bucket] as a test suite: every
// implementation and every S3 server that Reverie is to run on must pass it.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/store"
)

// Run tests a bucket that open makes; each subtest works under its own prefix,
// so that the bucket may be shared and need not be empty.
func Run(t *testing.T, open func(*testing.T) store.Bucket) {
	tests := map[string]func(*testing.T, context.Context, store.Bucket, string){
		"round trip":            roundTrip,
		"missing":               missing,
		"limit":                 limit,
		"create once":           createOnce,
		"compare and swap":      compareAndSwap,
		"create race":           createRace,
		"compare-and-swap race": swapRace,
		"delete":                deletes,
		"list":                  list,
		"odd keys":              oddKeys,
		"cancelled":             cancelled,
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			test(t, ctx, open(t), fmt.Sprintf("storetest/%d/", time.Now().UnixNano()))
		})
	}
}

func put(t *testing.T, ctx context.Context, b store.Bucket, key, body string, opts store.PutOptions) string {
	t.Helper()
	etag, err := b.Put(ctx, key, []byte(body), opts)
	if err != nil {
		t.Fatalf("Put %s: %v", key, err)
	}
	return etag
}

func roundTrip(t *testing.T, ctx context.Context, b store.Bucket, p string) {
	for _, body := range [][]byte{{}, []byte("x"), bytes.Repeat([]byte{0, 255, 10, 13}, 1<<18)} {
		etag := put(t, ctx, b, p+"o", string(body), store.PutOptions{ContentType: "image/png"})
		o, err := b.Get(ctx, p+"o", 0)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(o.Body, body) || o.Size != int64(len(body)) || o.ETag != etag || o.ContentType != "image/png" || o.Key != p+"o" {
			t.Errorf("Get = %d bytes, %+v; want %d bytes, ETag %s", len(o.Body), o.Info, len(body), etag)
		}
		h, err := b.Head(ctx, p+"o")
		if err != nil || h.ETag != etag || h.Size != int64(len(body)) || time.Since(h.LastModified).Abs() > time.Hour {
			t.Errorf("Head = %+v, %v", h, err)
		}
	}
}

func missing(t *testing.T, ctx context.Context, b store.Bucket, p string) {
	if _, err := b.Get(ctx, p+"no", 0); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Get = %v, want ErrNotFound", err)
	}
	if _, err := b.Head(ctx, p+"no"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("Head = %v, want ErrNotFound", err)
	}
	if err := b.Delete(ctx, p+"no"); err != nil {
		t.Errorf("Delete = %v, want nil", err)
	}
	if _, err := b.Put(ctx, p+"no", nil, store.PutOptions{IfMatch: `"0123456789abcdef0123456789abcdef"`}); !errors.Is(err, store.ErrPrecondition) {
		t.Errorf("Put with IfMatch on nothing = %v, want ErrPrecondition", err)
	}
}

func limit(t *testing.T, ctx context.Context, b store.Bucket, p string) {
	put(t, ctx, b, p+"o", "12345", store.PutOptions{})
	if _, err := b.Get(ctx, p+"o", 4); !errors.Is(err, store.ErrTooLarge) {
		t.Errorf("Get of 5 bytes with limit 4 = %v, want ErrTooLarge", err)
	}
	if o, err := b.Get(ctx, p+"o", 5); err != nil || string(o.Body) != "12345" {
		t.Errorf("Get with limit 5 = %q, %v", o.Body, err)
	}
}

func createOnce(t *testing.T, ctx context.Context, b store.Bucket, p string) {
	put(t, ctx, b, p+"o", "first", store.PutOptions{Create: true})
	if _, err := b.Put(ctx, p+"o", []byte("second"), store.PutOptions{Create: true}); !errors.Is(err, store.ErrPrecondition) {
		t.Fatalf("second create = %v, want ErrPrecondition", err)
	}
	if o, err := b.Get(ctx, p+"o", 0); err != nil || string(o.Body) != "first" {
		t.Errorf("Get = %q, %v; want the first", o.Body, err)
	}
}

func compareAndSwap(t *testing.T, ctx context.Context, b store.Bucket, p string) {
	one := put(t, ctx, b, p+"o", "one", store.PutOptions{Create: true})
	two := put(t, ctx, b, p+"o", "two", store.PutOptions{IfMatch: one})
	if _, err := b.Put(ctx, p+"o", []byte("stale"), store.PutOptions{IfMatch: one}); !errors.Is(err, store.ErrPrecondition) {
		t.Fatalf("stale swap = %v, want ErrPrecondition", err)
	}
	if o, err := b.Get(ctx, p+"o", 0); err != nil || string(o.Body) != "two" || o.ETag != two {
		t.Errorf("Get = %q %s, %v", o.Body, o.ETag, err)
	}
	if err := b.Delete(ctx, p+"o"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Put(ctx, p+"o", []byte("ghost"), store.PutOptions{IfMatch: two}); !errors.Is(err, store.ErrPrecondition) {
		t.Errorf("swap after delete = %v, want ErrPrecondition", err)
	}
}

const racers = 20

// race lets racers write at once and returns how many won.
func race(t *testing.T, write func(i int) error) int64 {
	t.Helper()
	var won atomic.Int64
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range racers {
		wg.Go(func() {
			<-start
			switch err := write(i); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, store.ErrPrecondition):
				t.Errorf("racer %d: %v", i, err)
			}
		})
	}
	close(start)
	wg.Wait()
	return won.Load()
}

func createRace(t *testing.T, ctx context.Context, b store.Bucket, p string) {
	if won := race(t, func(i int) error {
		_, err := b.Put(ctx, p+"o", []byte(fmt.Sprint(i)), store.PutOptions{Create: true})
		return err
	}); won != 1 {
		t.Errorf("%d of %d creations won, want 1", won, racers)
	}
}

func swapRace(t *testing.T, ctx context.Context, b store.Bucket, p string) {
	etag := put(t, ctx, b, p+"o", "start", store.PutOptions{})
	if won := race(t, func(i int) error {
		_, err := b.Put(ctx, p+"o", []byte(fmt.Sprint(i)), store.PutOptions{IfMatch: etag})
		return err
	}); won != 1 {
		t.Errorf("%d of %d swaps won, want 1", won, racers)
	}
}

func deletes(t *testing.T, ctx context.Context, b store.Bucket, p string) {
	for _, k := range []string{"a", "b", "c"} {
		put(t, ctx, b, p+k, k, store.PutOptions{})
	}
	if err := b.Delete(ctx, p+"a", p+"c", p+"none"); err != nil {
		t.Fatal(err)
	}
	if got := keys(t, ctx, b, p); !slices.Equal(got, []string{p + "b"}) {
		t.Errorf("left %v, want b", got)
	}
	if err := b.Delete(ctx); err != nil {
		t.Errorf("Delete of nothing = %v", err)
	}
}

func keys(t *testing.T, ctx context.Context, b store.Bucket, prefix string) []string {
	t.Helper()
	var out []string
	if err := store.All(ctx, b, prefix, func(i store.Info) error { out = append(out, i.Key); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

func list(t *testing.T, ctx context.Context, b store.Bucket, p string) {
	var want []string
	for i := range 7 {
		k := fmt.Sprintf("%sdir/%d/o", p, i)
		put(t, ctx, b, k, "12", store.PutOptions{})
		want = append(want, k)
	}
	put(t, ctx, b, p+"other", "x", store.PutOptions{})
	var got []string
	for after := ""; ; {
		page, err := b.List(ctx, p+"dir/", after, 3)
		if err != nil {
			t.Fatal(err)
		}
		if len(page.Objects) > 3 {
			t.Fatalf("a page of %d, want at most 3", len(page.Objects))
		}
		for _, o := range page.Objects {
			got = append(got, o.Key)
			if o.Size != 2 || o.ETag == "" || o.LastModified.IsZero() {
				t.Errorf("listed %+v", o)
			}
		}
		if page.Next == "" {
			break
		}
		after = page.Next
	}
	if !slices.Equal(got, want) {
		t.Errorf("listed %v, want %v", got, want)
	}
	if page, err := b.List(ctx, p+"nothing/", "", 10); err != nil || len(page.Objects) != 0 || page.Next != "" {
		t.Errorf("empty listing = %+v, %v", page, err)
	}
	if page, err := b.List(ctx, p+"dir/", want[4], 10); err != nil || len(page.Objects) != 2 {
		t.Errorf("listing after a key = %+v, %v; want the last two", page, err)
	}
}

func oddKeys(t *testing.T, ctx context.Context, b store.Bucket, p string) {
	for _, k := range []string{"späße und bilder.jpg", "a+b=c&d.png", "100%.png", "x~y'(1).jpg"} {
		put(t, ctx, b, p+k, k, store.PutOptions{})
		if o, err := b.Get(ctx, p+k, 0); err != nil || string(o.Body) != k {
			t.Errorf("Get %q = %q, %v", k, o.Body, err)
		}
		if got := keys(t, ctx, b, p); !slices.Equal(got, []string{p + k}) {
			t.Errorf("listed %q, want %q", got, p+k)
		}
		if err := b.Delete(ctx, p+k); err != nil {
			t.Error(err)
		}
	}
}

func cancelled(t *testing.T, ctx context.Context, b store.Bucket, p string) {
	ctx, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := b.Put(ctx, p+"o", nil, store.PutOptions{}); err == nil {
		t.Error("Put with a cancelled context succeeded")
	}
	if _, err := b.Get(ctx, p+"o", 0); err == nil || errors.Is(err, store.ErrNotFound) {
		t.Errorf("Get with a cancelled context = %v", err)
	}
}
