package s3server_test

import (
	"bytes"
	"context"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/reverie-image/reverie/internal/local/datadir"
	"github.com/reverie-image/reverie/internal/local/s3server"
	"github.com/reverie-image/reverie/shared/store"
)

// Close lets every write that it has taken succeed, and a reader of what was
// answered with success finds it.
func TestCloseFinishesRequestsUnderWay(t *testing.T) {
	path := t.TempDir()
	s, stop := start(t, path)
	b := bucket(t, s, map[string]string{"S3_ATTEMPTS": "1", "S3_BUCKET_JOBS": "reverie-gallery"})
	bucket(t, s, nil) // creates the buckets
	var mu sync.Mutex
	var written []string
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for n := 0; ; n++ {
				key := string(rune('a'+i)) + "/" + string(rune('a'+n%26)) + time.Now().Format("150405.000000000")
				if _, err := b.Put(context.Background(), key, bytes.Repeat([]byte("x"), 64<<10), store.PutOptions{}); err != nil {
					return
				}
				mu.Lock()
				written = append(written, key)
				mu.Unlock()
			}
		})
	}
	time.Sleep(100 * time.Millisecond)
	stop()
	wg.Wait()
	if _, err := http.Get(s.Endpoint()); err == nil {
		t.Error("still listening")
	}

	dir, err := datadir.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	again, err := s3server.Start(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close(context.Background())
	b = bucket(t, again, map[string]string{"S3_BUCKET_JOBS": "reverie-gallery"})
	for _, key := range written {
		if o, err := b.Get(t.Context(), key, 0); err != nil || len(o.Body) != 64<<10 {
			t.Errorf("%s: %d bytes, %v", key, len(o.Body), err)
		}
	}
	t.Logf("%d objects", len(written))
}
