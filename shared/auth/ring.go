package auth

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"log/slog"
	"path"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/reverie-image/reverie/shared/store"
)

const (
	keyPrefix = "keys/"
	// refresh is the age at which the keys are read again, so that a key taken
	// out of the bucket stops being trusted.
	refresh = 5 * time.Minute
	// reloadGap bounds how often unknown key IDs, which anyone can make up, and
	// a store that fails can cause a reload.
	reloadGap = 3 * time.Second
	keyLimit  = 4 << 10
)

// Ring holds the signing keys of a bucket: objects keys/<number>.json, numbered
// upwards. A number is taken by create-once, so instances that start or rotate
// at the same moment agree on one key.
type Ring struct {
	bucket   store.Bucket
	settings Settings
	now      func() time.Time

	cache   atomic.Pointer[cachedKeys]
	loading chan struct{} // held by the one that loads
}

type cachedKeys struct {
	set    keySet
	loaded time.Time // when the bucket was last read
	tried  time.Time // when it was last asked
}

// NewRing reads nothing yet: keys are loaded, and the first one made, on use.
func NewRing(bucket store.Bucket, settings Settings, now func() time.Time) *Ring {
	return &Ring{bucket: bucket, settings: settings, now: now, loading: make(chan struct{}, 1)}
}

// signing is the key to sign with now. It starts a successor when the newest
// one is old enough; if that fails the old one goes on.
func (r *Ring) signing(ctx context.Context) (signingKey, error) {
	set, err := r.keys(ctx, refresh)
	if err != nil {
		return signingKey{}, err
	}
	now := r.now()
	if now.Sub(set.newest().created) >= r.settings.Rotation {
		if set, err = r.rotate(ctx, set); err != nil {
			slog.WarnContext(ctx, "signing key not rotated", "error", err)
		}
	}
	return set.signing(now), nil
}

// public is the key that verifies tokens with that key ID; ok is false when
// there is none. An unknown ID makes the ring look into the bucket again.
func (r *Ring) public(ctx context.Context, id string) (key ed25519.PublicKey, ok bool, err error) {
	for _, age := range []time.Duration{refresh, reloadGap} {
		set, err := r.keys(ctx, age)
		if err != nil {
			return nil, false, err
		}
		if key, ok := set.public(id, r.now(), r.settings.TTL); ok {
			return key, true, nil
		}
	}
	if c := r.cache.Load(); c.tried.After(c.loaded) { // it may be a key not seen yet
		return nil, false, unavailable(errors.New("auth: unknown key and the bucket cannot be read"))
	}
	return nil, false, nil
}

// JWKS is the key set document for whoever verifies tokens on his own.
func (r *Ring) JWKS(ctx context.Context) (JWKS, error) {
	set, err := r.keys(ctx, refresh)
	if err != nil {
		return JWKS{}, err
	}
	return set.jwks(r.now(), r.settings.TTL), nil
}

// keys are the cached ones if they were read within age, else what the bucket
// holds. While the bucket cannot be read, the cached ones go on.
func (r *Ring) keys(ctx context.Context, age time.Duration) (keySet, error) {
	if c := r.cache.Load(); r.usable(c, age) {
		return c.set, nil
	}
	select {
	case r.loading <- struct{}{}:
		defer func() { <-r.loading }()
	case <-ctx.Done():
		return keySet{}, unavailable(ctx.Err())
	}
	old := r.cache.Load()
	if r.usable(old, age) {
		return old.set, nil
	}
	set, err := r.load(ctx, old)
	now := r.now()
	if err == nil {
		r.cache.Store(&cachedKeys{set: set, loaded: now, tried: now})
		return set, nil
	}
	if old == nil {
		return keySet{}, unavailable(err)
	}
	slog.WarnContext(ctx, "signing keys not read again", "error", err)
	r.cache.Store(&cachedKeys{set: old.set, loaded: old.loaded, tried: now})
	return old.set, nil
}

func (r *Ring) usable(c *cachedKeys, age time.Duration) bool {
	if c == nil {
		return false
	}
	now := r.now()
	return now.Sub(c.loaded) < age || now.Sub(c.tried) < reloadGap
}

// load reads the bucket, taking what is known already from old, and makes the
// first key when there is none.
func (r *Ring) load(ctx context.Context, old *cachedKeys) (keySet, error) {
	var known keySet
	if old != nil {
		known = old.set
	}
	set, err := r.read(ctx, known)
	if err != nil || len(set.keys) > 0 {
		return set, err
	}
	if err := r.create(ctx, 1); err != nil {
		return keySet{}, err
	}
	set, err = r.read(ctx, keySet{})
	if err == nil && len(set.keys) == 0 {
		err = fmt.Errorf("%w: the first key vanished", errKey)
	}
	return set, err
}

// read lists the keys and gets those that are not in known: a number never
// comes to name another key.
func (r *Ring) read(ctx context.Context, known keySet) (keySet, error) {
	var set keySet
	err := store.All(ctx, r.bucket, keyPrefix, func(info store.Info) error {
		k, ok := known.named(info.Key)
		if !ok {
			obj, err := r.bucket.Get(ctx, info.Key, keyLimit)
			if errors.Is(err, store.ErrNotFound) {
				return nil // retired since it was listed
			}
			if err != nil {
				return err
			}
			if k, err = parseKey(obj.Body); err != nil {
				return fmt.Errorf("%s: %w", info.Key, err)
			}
		}
		set.names = append(set.names, info.Key)
		set.keys = append(set.keys, k)
		return nil
	})
	return set, err
}

// create makes the key with a number; that another instance was faster is as
// good.
func (r *Ring) create(ctx context.Context, number int) error {
	k, err := newKey(r.now())
	if err != nil {
		return err
	}
	body, err := k.marshal()
	if err != nil {
		return err
	}
	_, err = r.bucket.Put(ctx, keyName(number), body, store.PutOptions{ContentType: "application/json", Create: true})
	if errors.Is(err, store.ErrPrecondition) {
		return nil
	}
	return err
}

// rotate adds the successor of the newest key and removes retired ones. It
// answers set itself when the bucket does not take part.
func (r *Ring) rotate(ctx context.Context, set keySet) (keySet, error) {
	number, err := keyNumber(set.names[len(set.names)-1])
	if err != nil {
		return set, err
	}
	if err := r.create(ctx, number+1); err != nil {
		return set, err
	}
	var gone []string
	for i, name := range set.names {
		if set.retired(i, r.now(), r.settings.TTL) {
			gone = append(gone, name)
		}
	}
	if len(gone) > 0 {
		if err := r.bucket.Delete(ctx, gone...); err != nil {
			slog.WarnContext(ctx, "retired signing keys not removed", "error", err)
		}
	}
	next, err := r.read(ctx, set)
	if err != nil || len(next.keys) == 0 {
		return set, err
	}
	r.cache.Store(&cachedKeys{set: next, loaded: r.now(), tried: r.now()})
	return next, nil
}

func keyName(number int) string { return fmt.Sprintf("%s%08d.json", keyPrefix, number) }

func keyNumber(name string) (int, error) {
	n, err := strconv.Atoi(strings.TrimSuffix(path.Base(name), ".json"))
	if err != nil || n < 1 {
		return 0, fmt.Errorf("%w: %s has no number", errKey, name)
	}
	return n, nil
}
