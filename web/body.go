package web

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
)

// Read takes in the body, bounded in size, in time and in pace. Whoever gets a
// body releases it.
func (g *gateway) read(a *answer, r *http.Request, p payload) (*body, error) {
	b := g.newBody(p)
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
		return l.form()
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
