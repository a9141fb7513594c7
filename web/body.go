package web

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
)

// Body is a request body in memory, and its share of the budget for all.
type body struct {
	data     []byte
	reserved int64
	gateway  *gateway
	upload   bool
}

// FirstShare is what a body may take before any of it has come in: a client
// that only announces a large body holds no more than this.
const firstShare = 64 << 10

// Read takes in the body, bounded in size, in time and in pace. Whoever gets a
// body releases it after the function has answered.
func (g *gateway) read(a *answer, r *http.Request, p payload) (*body, error) {
	b := &body{gateway: g}
	if p == none || r.Body == nil || r.Body == http.NoBody {
		return b, nil
	}
	limit := g.limit(r, p)
	if r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	if p == image {
		select {
		case g.uploads <- struct{}{}:
			b.upload = true
		default:
			return nil, fault.New(fault.Unavailable, "Too many uploads at once. Try again in a moment.").After(time.Second)
		}
	}
	if err := b.fill(a, r, limit); err != nil {
		b.release()
		return nil, err
	}
	a.bodyRead, a.received = true, int64(len(b.data))
	return b, nil
}

func (g *gateway) limit(r *http.Request, p payload) int64 {
	l := g.cfg.Limits
	if p == small {
		return l.Small
	}
	if t, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); strings.HasPrefix(t, "multipart/") {
		return l.Image + l.Form
	}
	return l.Image
}

func tooLarge(limit int64) error {
	return fault.New(fault.TooLarge, "The request is too large: at most %d bytes are taken here.", limit).With("limit_bytes", limit)
}

// Fill reads until the end or until the limit is passed.
func (b *body) fill(a *answer, r *http.Request, limit int64) error {
	pace := newPace(http.NewResponseController(a), b.gateway.cfg.Limits)
	defer pace.end()
	for {
		if len(b.data) == cap(b.data) {
			begun := time.Now()
			if err := b.grow(r.Context(), r.ContentLength, limit); err != nil {
				return err
			}
			pace.pause(time.Since(begun))
		}
		pace.allow(int64(len(b.data)))
		n, err := r.Body.Read(b.data[len(b.data):cap(b.data)])
		b.data = b.data[:len(b.data)+n]
		switch {
		case int64(len(b.data)) > limit:
			return tooLarge(limit)
		case err == io.EOF:
			return nil
		case err != nil:
			return readFault(err)
		}
	}
}

func readFault(err error) error {
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return fault.Wrap(err, fault.RequestTimeout, "The request came in too slowly. Try again on a better connection.")
	}
	return fault.Wrap(err, fault.Malformed, "The request's body broke off.")
}

// Grow makes room: a first share, then all that was announced, then doubling.
// One byte more than the limit fits, which is how passing it is noticed.
func (b *body) grow(ctx context.Context, announced, limit int64) error {
	have := int64(cap(b.data))
	want := max(have*2, announced+1)
	if have == 0 {
		want = firstShare
		if announced >= 0 {
			want = min(want, announced+1)
		}
	}
	want = min(want, limit+1)
	if err := b.gateway.reserve(ctx, want-have); err != nil {
		return err
	}
	b.reserved += want - have
	grown := make([]byte, len(b.data), want)
	copy(grown, b.data)
	b.data = grown
	return nil
}

func (g *gateway) reserve(ctx context.Context, n int64) error {
	ctx, cancel := context.WithTimeout(ctx, g.cfg.Limits.BufferWait)
	defer cancel()
	if err := g.buffers.Acquire(ctx, n); err != nil {
		return fault.Wrap(err, fault.Unavailable, "Too much is being uploaded at once. Try again in a moment.").After(2 * time.Second)
	}
	return nil
}

func (b *body) release() {
	b.gateway.buffers.Release(b.reserved)
	b.reserved, b.data = 0, nil
	if b.upload {
		b.upload = false
		<-b.gateway.uploads
	}
}

// Attach makes the bytes r's body.
func (b *body) attach(r *http.Request) {
	r.TransferEncoding, r.Trailer = nil, nil
	r.ContentLength = int64(len(b.data))
	r.Body, r.GetBody = http.NoBody, nil
	r.Header.Del("Content-Length")
	if len(b.data) == 0 {
		return
	}
	data := b.data
	r.GetBody = func() (io.ReadCloser, error) { return whole{bytes.NewReader(data), data}, nil }
	r.Body, _ = r.GetBody()
}

// Whole is a body that is in memory already: package serve takes it from here
// as it is, and an upload is held once and not twice.
type whole struct {
	*bytes.Reader
	data []byte
}

// Bytes is all of the body. It must not be changed.
func (w whole) Bytes() []byte { return w.data }

func (whole) Close() error { return nil }

// Pace moves the connection's read deadline along with what has come in.
type pace struct {
	conn   *http.ResponseController
	start  time.Time
	limits Limits
}

func newPace(conn *http.ResponseController, l Limits) *pace {
	return &pace{conn: conn, start: time.Now(), limits: l}
}

// Pause adds time for which the client was not to blame.
func (p *pace) pause(d time.Duration) { p.start = p.start.Add(d) }

// Allow sets how long the next bytes may take. A connection without deadlines,
// as in a test without one, is not bounded.
func (p *pace) allow(received int64) {
	at := p.limits.UploadGrace + time.Duration(received)*time.Second/time.Duration(p.limits.UploadRate)
	_ = p.conn.SetReadDeadline(p.start.Add(min(at, p.limits.UploadTime)))
}

// End takes the deadline off: what is read next is the next request.
func (p *pace) end() { _ = p.conn.SetReadDeadline(time.Time{}) }
