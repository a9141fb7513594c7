package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/semaphore"

	"github.com/reverie-image/reverie/shared/fault"
)

// Body is a request body in memory, and its share of the budget for all. The
// share is given back as soon as the bytes are of no more use, which can be long
// before the client has its answer. They are never used again for another body:
// who still holds them keeps them whole.
type body struct {
	gateway *gateway
	pool    *semaphore.Weighted
	small   bool

	mu       sync.Mutex
	data     []byte
	reserved int64
	upload   bool // holds a token of gateway.uploads
	taken    bool // a function in this process has the bytes as they are
	sent     bool // all of it has been read out
	answered bool
}

// What a body may take before any of it has come in: a client that only
// announces a large body holds no more than this.
const (
	firstShare = 64 << 10
	firstSmall = 4 << 10
)

// NewBody is an empty body. Small ones have memory of their own: nobody who
// signs in stands in the queue of the pictures.
func (g *gateway) newBody(p payload) *body {
	if p == small {
		return &body{gateway: g, pool: g.smallBuffers, small: true}
	}
	return &body{gateway: g, pool: g.buffers}
}

// Grow makes room: a first share, then all that was announced, then doubling.
// One byte more than the limit fits, which is how passing it is noticed.
func (b *body) grow(ctx context.Context, announced, limit int64) error {
	have := int64(cap(b.data))
	want := 2 * have
	switch {
	case have == 0 && b.small:
		want = firstSmall
	case have == 0:
		want = firstShare
	case !b.small:
		want = max(want, announced+1)
	}
	if announced >= 0 {
		want = min(want, announced+1)
	}
	want = min(want, limit+1)
	if err := b.reserve(ctx, want-have); err != nil {
		return err
	}
	grown := make([]byte, len(b.data), want)
	copy(grown, b.data)
	b.data = grown
	return nil
}

func (b *body) reserve(ctx context.Context, n int64) error {
	ctx, cancel := context.WithTimeout(ctx, b.gateway.cfg.Limits.BufferWait)
	defer cancel()
	if err := b.pool.Acquire(ctx, n); err != nil {
		return fault.Wrap(err, fault.Unavailable, "Too much is being uploaded at once. Try again in a moment.").After(2 * time.Second)
	}
	b.reserved += n
	return nil
}

// Release gives back what the body holds, once or more often.
func (b *body) release() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.letGo()
}

func (b *body) letGo() {
	b.pool.Release(b.reserved)
	b.reserved, b.data = 0, nil
	if b.upload {
		b.upload = false
		<-b.gateway.uploads
	}
}

// Note marks a step and lets go of the bytes where it was the last one that
// needed them. A function in this process is done with them when it answers.
// One behind a URL is when they are sent; but small ones stay until the answer,
// so that they can be sent again on another connection.
func (b *body) note(step *bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	*step = true
	if b.taken && b.answered || b.sent && (b.answered || !b.small) {
		b.letGo()
	}
}

// Begun notes that the answer has begun.
func (b *body) begun() { b.note(&b.answered) }

// Attach makes the bytes r's body.
func (b *body) attach(r *http.Request) {
	size := len(b.data)
	r.TransferEncoding, r.Trailer = nil, nil
	r.ContentLength = int64(size)
	r.Body, r.GetBody = http.NoBody, nil
	r.Header.Del("Content-Length")
	if size == 0 {
		return
	}
	r.GetBody = func() (io.ReadCloser, error) {
		b.mu.Lock()
		defer b.mu.Unlock()
		if b.data == nil {
			return nil, errLetGo
		}
		return &whole{body: b, left: size}, nil
	}
	r.Body, _ = r.GetBody()
}

var errLetGo = errors.New("web: the body is no longer there")

// Whole is a body that is in memory already: package serve takes it from here
// as it is, and an upload is held once and not twice.
type whole struct {
	body *body
	left int
}

// Bytes is all of the body, or nothing once it has been let go. It must not be
// changed.
func (w *whole) Bytes() []byte {
	b := w.body
	b.mu.Lock()
	defer b.mu.Unlock()
	b.taken = true
	return b.data[:len(b.data):len(b.data)]
}

func (w *whole) Read(p []byte) (int, error) {
	if w.left == 0 {
		return 0, io.EOF
	}
	n, err := w.copy(p)
	if w.left -= n; w.left == 0 {
		w.body.note(&w.body.sent)
	}
	return n, err
}

func (w *whole) copy(p []byte) (int, error) {
	w.body.mu.Lock()
	defer w.body.mu.Unlock()
	if w.body.data == nil {
		return 0, errLetGo
	}
	return copy(p, w.body.data[len(w.body.data)-w.left:]), nil
}

func (*whole) Close() error { return nil }
