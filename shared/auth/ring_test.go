package auth

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/store"
	"github.com/reverie-image/reverie/shared/store/memory"
)

var ringSettings = Settings{Issuer: "i", Audience: "a", TTL: 10 * time.Minute, Rotation: 24 * time.Hour}

// flaky is a bucket that can be switched off, and counts its listings.
type flaky struct {
	store.Bucket
	down  atomic.Bool
	lists atomic.Int32
}

var errDown = errors.New("the store is down")

func (f *flaky) Get(ctx context.Context, key string, limit int64) (store.Object, error) {
	if f.down.Load() {
		return store.Object{}, errDown
	}
	return f.Bucket.Get(ctx, key, limit)
}

func (f *flaky) Put(ctx context.Context, key string, body []byte, o store.PutOptions) (string, error) {
	if f.down.Load() {
		return "", errDown
	}
	return f.Bucket.Put(ctx, key, body, o)
}

func (f *flaky) List(ctx context.Context, prefix, after string, limit int) (store.Page, error) {
	f.lists.Add(1)
	if f.down.Load() {
		return store.Page{}, errDown
	}
	return f.Bucket.List(ctx, prefix, after, limit)
}

func keysIn(t *testing.T, b store.Bucket) []string {
	t.Helper()
	page, err := b.List(context.Background(), keyPrefix, "", 100)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, o := range page.Objects {
		names = append(names, o.Key)
	}
	return names
}

func TestFirstStartsAgree(t *testing.T) {
	bucket, c := memory.New(), newClock()
	var wg sync.WaitGroup
	ids := make([]string, 20)
	for i := range ids {
		wg.Go(func() {
			k, err := NewRing(bucket, ringSettings, c.now).signing(context.Background())
			if err != nil {
				t.Error(err)
			}
			ids[i] = k.id
		})
	}
	wg.Wait()
	for _, id := range ids {
		if id != ids[0] || id == "" {
			t.Fatalf("keys differ: %v", ids)
		}
	}
	if names := keysIn(t, bucket); len(names) != 1 {
		t.Errorf("objects: %v", names)
	}
}

func TestRotation(t *testing.T) {
	ctx := context.Background()
	bucket, c := memory.New(), newClock()
	a, b := NewTokens(bucket, ringSettings, c.now), NewTokens(bucket, ringSettings, c.now)
	issue := func(from *Tokens) string {
		t.Helper()
		access, err := from.Issue(ctx, "s")
		if err != nil {
			t.Fatal(err)
		}
		return access.Token
	}
	kid := func(token string) string { return strings.Split(token, ".")[0] }

	first := issue(a)
	c.advance(ringSettings.Rotation)
	second := issue(a)
	if kid(first) != kid(second) || len(keysIn(t, bucket)) != 2 {
		t.Errorf("a successor is published before it signs: %v", keysIn(t, bucket))
	}
	if doc, err := a.JWKS(ctx); err != nil || len(doc.Keys) != 2 {
		t.Errorf("JWKS = %v, %v", doc, err)
	}
	c.advance(settle)
	third := issue(a)
	if kid(third) == kid(second) {
		t.Error("the successor does not sign")
	}
	for _, token := range []string{second, third} {
		if _, err := b.Verify(ctx, token); err != nil {
			t.Errorf("the other instance: %v", err)
		}
	}
	old, err := b.signing(ctx)
	if err != nil || kid(issue(b)) != kid(third) {
		t.Errorf("the other instance signs with %v: %v", old.id, err)
	}

	c.advance(refresh + ringSettings.TTL + 2*leeway + time.Second)
	if doc, err := b.JWKS(ctx); err != nil || len(doc.Keys) != 1 {
		t.Errorf("the first key is not retired: %v, %v", doc, err)
	}
	c.advance(ringSettings.Rotation)
	issue(a)
	if names := keysIn(t, bucket); len(names) != 2 || names[0] != keyName(2) || names[1] != keyName(3) {
		t.Errorf("objects after the second rotation: %v", names)
	}
}

func TestRevokedKeyStopsBeingTrusted(t *testing.T) {
	ctx := context.Background()
	bucket, c := memory.New(), newClock()
	tokens := NewTokens(bucket, ringSettings, c.now)
	access, err := tokens.Issue(ctx, "s")
	if err != nil {
		t.Fatal(err)
	}
	if err := bucket.Delete(ctx, keyName(1)); err != nil {
		t.Fatal(err)
	}
	c.advance(refresh)
	if _, err := tokens.Verify(ctx, access.Token); !fault.Is(err, fault.Unauthenticated) {
		t.Errorf("Verify = %v", err)
	}
}

func TestUnknownKeysReloadSeldom(t *testing.T) {
	ctx := context.Background()
	bucket, c := &flaky{Bucket: memory.New()}, newClock()
	ring := NewRing(bucket, ringSettings, c.now)
	if _, err := ring.signing(ctx); err != nil {
		t.Fatal(err)
	}
	before := bucket.lists.Load()
	for range 100 {
		c.advance(100 * time.Millisecond)
		if _, ok, err := ring.public(ctx, "made-up"); ok || err != nil {
			t.Fatal(ok, err)
		}
	}
	if n := bucket.lists.Load() - before; n < 2 || n > 4 {
		t.Errorf("%d reloads in 10 s", n)
	}
}

func TestStoreDown(t *testing.T) {
	ctx := context.Background()
	bucket, c := &flaky{Bucket: memory.New()}, newClock()
	bucket.down.Store(true)
	tokens := NewTokens(bucket, ringSettings, c.now)
	if _, err := tokens.Issue(ctx, "s"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("Issue without any key: %v", err)
	}
	bucket.down.Store(false)
	access, err := tokens.Issue(ctx, "s")
	if err != nil {
		t.Fatal(err)
	}

	bucket.down.Store(true)
	if _, err := NewTokens(bucket, ringSettings, c.now).Verify(ctx, access.Token); !fault.Is(err, fault.Unavailable) {
		t.Errorf("Verify on a fresh instance: %v", err)
	}
	c.advance(refresh + time.Second)
	if _, err := tokens.Verify(ctx, access.Token); err != nil {
		t.Errorf("Verify with cached keys: %v", err)
	}
	if _, _, err := tokens.public(ctx, "not-seen-yet"); !fault.Is(err, fault.Unavailable) {
		t.Errorf("an unknown key while the store is down: %v", err)
	}
	c.advance(ringSettings.Rotation)
	if _, err := tokens.Issue(ctx, "s"); err != nil {
		t.Errorf("Issue when the rotation fails: %v", err)
	}
}

func TestParseKeyRefuses(t *testing.T) {
	k, err := newKey(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	body, err := k.marshal()
	if err != nil {
		t.Fatal(err)
	}
	if got, err := parseKey(body); err != nil || got.id != k.id || !got.private.Equal(k.private) {
		t.Fatalf("parseKey = %v, %v", got, err)
	}
	other, _ := newKey(time.Now())
	for name, text := range map[string]string{
		"empty":        "",
		"null":         "null",
		"other public": strings.Replace(string(body), k.jwk().X, other.jwk().X, 1),
		"other ID":     strings.Replace(string(body), k.id, other.id, 1),
		"short seed":   strings.Replace(string(body), encode(k.private.Seed()), "AAAA", 1),
		"no date":      strings.Replace(string(body), k.created.Format(time.RFC3339Nano), "0001-01-01T00:00:00Z", 1),
		"another type": strings.Replace(string(body), "OKP", "EC", 1),
	} {
		if _, err := parseKey([]byte(text)); !errors.Is(err, errKey) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// RFC 8037, appendix A.3: the thumbprint of the key in A.2.
func TestThumbprint(t *testing.T) {
	public := []byte{
		0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a,
		0x0e, 0xe1, 0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a,
	}
	if got := thumbprint(public); got != "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k" {
		t.Errorf("thumbprint = %s", got)
	}
}
