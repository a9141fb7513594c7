package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"github.com/reverie-image/reverie/shared/fault"
)

const (
	// hashesAtOnce bounds memory: each hash takes Params.Memory while it runs.
	hashesAtOnce = 2
	// hashesWaiting is about a second's work. Whoever comes beyond that is
	// refused at once: a longer queue only makes everybody wait.
	hashesWaiting = 32
)

// Hasher turns passwords into argon2id hashes and checks them, few at once.
type Hasher struct {
	params Params
	places chan struct{} // of those that run or wait
	slots  chan struct{} // of those that run
	dummy  phc
}

// NewHasher makes hashes of the given cost.
func NewHasher(params Params) *Hasher {
	h := &Hasher{
		params: params,
		places: make(chan struct{}, hashesAtOnce+hashesWaiting),
		slots:  make(chan struct{}, hashesAtOnce),
	}
	h.dummy = phc{params: params, salt: random(saltSize), hash: random(hashSize)}
	return h
}

// Hash answers the password's hash as a PHC string. Its error is
// fault.TooManyRequests when too many wait already, and fault.Unavailable when
// ctx ended before it was this password's turn.
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	p := phc{params: h.params, salt: random(saltSize)}
	var err error
	p.hash, err = h.derive(ctx, p, hashSize, password)
	if err != nil {
		return "", err
	}
	return p.String(), nil
}

// Verify reports whether hash was made from password, and if so whether it is
// stale: made at another cost than new ones are, to be replaced.
func (h *Hasher) Verify(ctx context.Context, hash, password string) (ok, stale bool, err error) {
	p, err := parsePHC(hash)
	if err != nil {
		return false, false, err
	}
	got, err := h.derive(ctx, p, len(p.hash), password)
	if err != nil {
		return false, false, err
	}
	ok = subtle.ConstantTimeCompare(got, p.hash) == 1
	stale = p.params != h.params || len(p.salt) != saltSize || len(p.hash) != hashSize
	return ok, ok && stale, nil
}

// Waste does the work of a Verify that fails: for an account that does not
// exist, so that the time taken does not tell.
func (h *Hasher) Waste(ctx context.Context, password string) error {
	got, err := h.derive(ctx, h.dummy, hashSize, password)
	if err == nil {
		subtle.ConstantTimeCompare(got, h.dummy.hash)
	}
	return err
}

// Normalize is the form in which passwords are hashed and measured: normal form
// C, so that a letter typed composed or with combining characters is the same.
func Normalize(password string) string { return norm.NFC.String(password) }

func (h *Hasher) derive(ctx context.Context, p phc, size int, password string) ([]byte, error) {
	if ctx.Err() != nil {
		return nil, busy(fault.Unavailable, ctx.Err())
	}
	select {
	case h.places <- struct{}{}:
		defer func() { <-h.places }()
	default:
		return nil, busy(fault.TooManyRequests, errQueue)
	}
	select {
	case h.slots <- struct{}{}:
		defer func() { <-h.slots }()
	case <-ctx.Done():
		return nil, busy(fault.Unavailable, ctx.Err())
	}
	return argon2.IDKey([]byte(Normalize(password)), p.salt, p.params.Time, p.params.Memory, p.params.Threads, uint32(size)), nil
}

var errQueue = errors.New("auth: the queue for hashes is full")

func busy(code fault.Code, err error) error {
	return fault.Wrap(err, code, "Too many people are signing in at the moment. Try again shortly.").After(retryAfter)
}

// random never fails: crypto/rand ends the process when the system has none.
func random(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}
