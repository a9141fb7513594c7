package s3server_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/reverie-image/reverie/internal/local/datadir"
	"github.com/reverie-image/reverie/internal/local/s3server"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/store"
	s3store "github.com/reverie-image/reverie/shared/store/s3"
	"github.com/reverie-image/reverie/shared/store/storetest"
)

// start runs a server on path until the test ends.
func start(t *testing.T, path string) (*s3server.Server, func()) {
	t.Helper()
	dir, err := datadir.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	s, err := s3server.Start(t.Context(), dir)
	if err != nil {
		dir.Close()
		t.Fatal(err)
	}
	t.Logf("started in %v", time.Since(began))
	stop := sync.OnceFunc(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		began := time.Now()
		if err := s.Close(ctx); err != nil {
			t.Error(err)
		}
		t.Logf("stopped in %v", time.Since(began))
		dir.Close()
	})
	t.Cleanup(stop)
	return s, stop
}

func bucket(t *testing.T, s *s3server.Server, changes map[string]string) store.Bucket {
	t.Helper()
	client, err := s3store.FromEnv(config.Map(changes, config.Map(s.Env(), nil)))
	if err != nil {
		t.Fatal(err)
	}
	if changes == nil {
		if err := client.Ensure(t.Context(), client.Names()...); err != nil {
			t.Fatal(err)
		}
	}
	return client.Open(s3store.Jobs)
}

func TestContract(t *testing.T) {
	s, _ := start(t, t.TempDir())
	b := bucket(t, s, nil)
	if err := s3store.Probe(t.Context(), b); err != nil {
		t.Error(err)
	}
	storetest.Run(t, func(*testing.T) store.Bucket { return b })
}

// Two rounds of fifty writers each over HTTP: one creates, one swaps.
func TestOneWinnerOfFifty(t *testing.T) {
	s, _ := start(t, t.TempDir())
	b := bucket(t, s, nil)
	first := race(t, b, store.PutOptions{Create: true})
	race(t, b, store.PutOptions{IfMatch: first})
}

func race(t *testing.T, b store.Bucket, opts store.PutOptions) (etag string) {
	t.Helper()
	var wins atomic.Int32
	var winner atomic.Value
	var wg sync.WaitGroup
	for i := range 50 {
		wg.Go(func() {
			// No two bodies alike, in either round: a swap for the same bytes
			// leaves the ETag, and another writer wins by right.
			tag, err := b.Put(t.Context(), "race/record", bytes.Repeat([]byte{byte(i)}, 100+i+len(opts.IfMatch)), opts)
			switch {
			case err == nil:
				wins.Add(1)
				winner.Store(tag)
			case !errors.Is(err, store.ErrPrecondition):
				t.Errorf("writer %d: %v", i, err)
			}
		})
	}
	wg.Wait()
	if wins.Load() != 1 {
		t.Fatalf("%d writers won with %+v, want 1", wins.Load(), opts)
	}
	o, err := b.Get(t.Context(), "race/record", 0)
	if err != nil || o.ETag != winner.Load() || len(o.Body) != 100+int(o.Body[0])+len(opts.IfMatch) {
		t.Fatalf("the record is not the winner's: %v, %v", o.Info, err)
	}
	return o.ETag
}

func TestObjectsAndKeysOutliveTheServer(t *testing.T) {
	path := t.TempDir()
	s, stop := start(t, path)
	before := s.Env()
	if _, err := bucket(t, s, nil).Put(t.Context(), "jobs/1/input", []byte("picture"), store.PutOptions{ContentType: "image/png"}); err != nil {
		t.Fatal(err)
	}
	stop()
	if _, err := http.Get(before["S3_ENDPOINT"]); err == nil {
		t.Error("still listening after Close")
	}
	s, _ = start(t, path)
	o, err := bucket(t, s, nil).Get(t.Context(), "jobs/1/input", 0)
	if err != nil || string(o.Body) != "picture" || o.ContentType != "image/png" {
		t.Errorf("got %q (%s), %v", o.Body, o.ContentType, err)
	}
	if after := s.Env(); after["S3_SECRET_ACCESS_KEY"] != before["S3_SECRET_ACCESS_KEY"] {
		t.Error("new credentials for an old folder")
	}
}

func TestOnlyTheOwnerGetsIn(t *testing.T) {
	path := t.TempDir()
	s, _ := start(t, path)
	bucket(t, s, nil)
	for name, changes := range map[string]map[string]string{
		"wrong secret": {"S3_SECRET_ACCESS_KEY": "guess"},
		"wrong user":   {"S3_ACCESS_KEY_ID": "guess"},
	} {
		if _, err := bucket(t, s, changes).Put(t.Context(), "x", nil, store.PutOptions{}); err == nil {
			t.Errorf("%s: written", name)
		}
	}
	res, err := http.Get(s.Endpoint() + "/reverie-jobs?list-type=2")
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusForbidden {
		t.Errorf("anonymous listing: %s", res.Status)
	}
	if !strings.HasPrefix(s.Endpoint(), "http://127.0.0.1:") {
		t.Errorf("listens on %s, not on loopback alone", s.Endpoint())
	}
	if info, err := os.Stat(filepath.Join(path, "s3-credentials.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("credentials: %v, %v", info, err)
	}
}

func TestOneServerAProcess(t *testing.T) {
	workDir, _ := os.Getwd()
	_, stop := start(t, t.TempDir())
	other, err := datadir.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := s3server.Start(t.Context(), other); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("second server: %v", err)
	}
	stop()
	if now, _ := os.Getwd(); now != workDir {
		t.Errorf("working directory %s after Close, was %s", now, workDir)
	}
}

func TestDamagedCredentials(t *testing.T) {
	path := t.TempDir()
	file := filepath.Join(path, "s3-credentials.json")
	if err := os.WriteFile(file, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir, err := datadir.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	if _, err := s3server.Start(t.Context(), dir); err == nil || !strings.Contains(err.Error(), "remove it") {
		t.Fatalf("got %v", err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	s, err := s3server.Start(t.Context(), dir)
	if err != nil {
		t.Fatalf("after removing it: %v", err)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Error(err)
	}
}

// A bucket that is not there must not read as objects that are not there:
// events would be acknowledged away.
func TestMissingBucketIsNoMissingObject(t *testing.T) {
	s, stop := start(t, t.TempDir())
	defer stop()
	client, err := s3store.FromEnv(config.Map(s.Env(), nil))
	if err != nil {
		t.Fatal(err)
	}
	b := client.Bucket("no-such-bucket")
	_, get := b.Get(t.Context(), "k", 0)
	_, put := b.Put(t.Context(), "k", nil, store.PutOptions{IfMatch: `"x"`})
	_, list := b.List(t.Context(), "", "", 1)
	for name, err := range map[string]error{"get": get, "put": put, "list": list, "delete": b.Delete(t.Context(), "k")} {
		if !fault.Is(err, fault.Unavailable) {
			t.Errorf("%s: %v, want unavailable", name, err)
		}
	}
}
