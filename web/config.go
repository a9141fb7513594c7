package web

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"time"
)

//go:embed static
var embedded embed.FS

// Functions finds the handler of a function by its name: nil when this
// deployment has none. See [Local] and [Remote].
type Functions func(name string) http.Handler

// Config is what a gateway needs. Only Functions must be set.
type Config struct {
	Functions Functions
	// Converter says whether a function is a converter, so that
	// POST /api/converters/{name} reaches it. Nil allows none.
	Converter func(name string) bool
	// Static holds the page, index.html at its root. Nil is the embedded one.
	Static fs.FS
	// TrustedOrigins are other origins, as in "https://example.org", whose pages
	// may send unsafe requests.
	TrustedOrigins []string
	// TrustForwarded keeps X-Forwarded-For and believes X-Forwarded-Proto: only
	// behind an ingress that sets both.
	TrustForwarded bool
	// Proxies is how many proxies add to X-Forwarded-For on the way here, the
	// ingress included; 0 stands for 1.
	Proxies int
	// Ready says why the gateway cannot serve; nil is always ready.
	Ready  func(context.Context) error
	Limits Limits
	// Log gets a line for every request; nil is slog's default.
	Log *slog.Logger
}

// Limits bound what one client, and all of them together, can take up. A zero
// value means the default.
type Limits struct {
	Image         int64         // bytes of one picture: 5 MiB
	Form          int64         // bytes that a multipart form may add: 64 KiB
	Pictures      int           // pictures that a form has room for: 2
	Small         int64         // bytes of any other body: 64 KiB
	Buffered      int64         // bytes of all uploads in memory: 64 MiB
	SmallBuffered int64         // bytes of all other bodies in memory: 8 MiB
	BufferWait    time.Duration // how long a body waits for its share: 5 s
	Uploads       int           // uploads at once: 256
	UploadTime    time.Duration // for one whole body: 60 s
	UploadGrace   time.Duration // before UploadRate is asked for: 10 s
	UploadRate    int64         // bytes a second, on average: 16 KiB
	IdentityTime  time.Duration // for the auth check: 5 s
	AuthTime      time.Duration // for any other answer of the auth function: 10 s
	FunctionTime  time.Duration // for a function's answer: 90 s
}

func (c Config) withDefaults() Config {
	if c.Converter == nil {
		c.Converter = func(string) bool { return false }
	}
	if c.Static == nil {
		c.Static, _ = fs.Sub(embedded, "static")
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	l := &c.Limits
	orDefault(&l.Image, 5<<20)
	orDefault(&l.Form, 64<<10)
	orDefault(&l.Pictures, 2)
	orDefault(&l.Small, 64<<10)
	orDefault(&l.Buffered, 64<<20)
	orDefault(&l.SmallBuffered, 8<<20)
	orDefault(&l.BufferWait, 5*time.Second)
	orDefault(&l.Uploads, 256)
	orDefault(&l.UploadTime, 60*time.Second)
	orDefault(&l.UploadGrace, 10*time.Second)
	orDefault(&l.UploadRate, 16<<10)
	orDefault(&l.IdentityTime, 5*time.Second)
	orDefault(&l.AuthTime, 10*time.Second)
	orDefault(&l.FunctionTime, 90*time.Second)
	return c
}

func orDefault[T comparable](v *T, def T) {
	var zero T
	if *v == zero {
		*v = def
	}
}

// form is the largest multipart form.
func (l Limits) form() int64 { return int64(l.Pictures)*l.Image + l.Form }

// Validate reports a configuration that cannot work.
func (c Config) Validate() error {
	if c.Functions == nil {
		return errors.New("web: no functions to route to")
	}
	l := c.Limits
	if largest := l.form(); l.Buffered < largest {
		return fmt.Errorf("web: %d bytes for all uploads is less than one of %d", l.Buffered, largest)
	}
	if l.SmallBuffered <= l.Small {
		return fmt.Errorf("web: %d bytes for all small bodies is not more than one of %d", l.SmallBuffered, l.Small)
	}
	if min(l.Image, l.Form, l.Small, l.UploadRate) < 0 || min(l.Uploads, l.Pictures) < 0 {
		return errors.New("web: a limit is negative")
	}
	return nil
}
