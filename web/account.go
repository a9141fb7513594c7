package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
)

// Account answers with what the auth function says. People wait for it with
// nothing on the screen, and whoever cannot sign in goes on without.
func (g *gateway) account(a *answer, r *http.Request, auth http.Handler, in *http.Request) {
	c, err := call(auth, in, g.cfg.Limits.AuthTime)
	var broken panicked
	switch {
	case errors.As(err, &broken):
		panic(broken.with)
	case err != nil:
		g.fail(a, r, fault.Wrap(err, fault.Unavailable, "Accounts cannot be reached at the moment. Try again shortly.").After(retryLater))
		return
	}
	for name, values := range c.header {
		a.Header()[name] = values
	}
	a.WriteHeader(c.status)
	_, _ = a.Write(c.body.Bytes())
}

var (
	errHangs   = errors.New("web: the function does not answer")
	errTooLong = errors.New("web: the function's answer is too long")
)

// Panicked is an error for a panic, which is also how a proxy reports an answer
// that broke off.
type panicked struct{ with any }

func (p panicked) Error() string { return fmt.Sprintf("panic: %v", p.with) }

// Call waits for a function's whole answer, and gives the function up after a
// time: its context ends, and nobody waits for one that does not heed it.
func call(h http.Handler, r *http.Request, limit time.Duration) (*capture, error) {
	ctx, cancel := context.WithTimeout(r.Context(), limit)
	defer cancel()
	c := &capture{header: http.Header{}}
	ended := make(chan any, 1)
	go func() {
		defer func() { ended <- recover() }()
		h.ServeHTTP(c, r.WithContext(ctx))
		c.WriteHeader(http.StatusOK)
	}()
	late := time.NewTimer(limit)
	defer late.Stop()
	select {
	case v := <-ended:
		switch {
		case v != nil:
			return nil, panicked{v}
		case c.tooLong:
			return nil, errTooLong
		case c.status >= http.StatusInternalServerError && errors.Is(ctx.Err(), context.DeadlineExceeded):
			return nil, errHangs // which is why it failed
		}
		return c, nil
	case <-late.C:
		return nil, errHangs
	}
}

// MaxCapture is far more than the auth function has to say.
const maxCapture = 1 << 20

// Capture is a ResponseWriter that keeps the answer.
type capture struct {
	header  http.Header
	status  int
	body    bytes.Buffer
	tooLong bool
}

func (c *capture) Header() http.Header { return c.header }

func (c *capture) WriteHeader(status int) {
	if c.status == 0 && status >= 200 {
		c.status = status
	}
}

func (c *capture) Write(p []byte) (int, error) {
	c.WriteHeader(http.StatusOK)
	if c.tooLong = c.tooLong || c.body.Len()+len(p) > maxCapture; c.tooLong {
		return 0, errTooLong
	}
	return c.body.Write(p)
}
