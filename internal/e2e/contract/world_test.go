package contract

import (
	"context"
	"image"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/functions"
	"github.com/reverie-image/reverie/internal/e2e/contract/live"
	"github.com/reverie-image/reverie/internal/local"
	"github.com/reverie-image/reverie/internal/local/broker"
	"github.com/reverie-image/reverie/internal/local/datadir"
	"github.com/reverie-image/reverie/internal/local/s3server"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
	checker "github.com/reverie-image/reverie/web/openapi/contract"
)

// world is three sites that one checker watches, on one storage: one as people
// have it, with converters that fail in every way; one that has no patience
// with slow uploads and many logins; one whose storage and some of whose functions are away.
type world struct {
	checker *checker.Checker
	main    *live.Site
	hasty   *live.Site
	broken  *live.Site
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{checker: live.NewChecker(t)}
	storage := startStorage(t)
	all := append([]functions.Function{
		converter("panics", func(context.Context) error { panic("on purpose") }),
		converter("slow", func(ctx context.Context) error { <-ctx.Done(); return context.Cause(ctx) }),
		showing(),
		neverThere("lost"),
	}, functions.All...)
	w.main = live.Start(t, w.checker, local.Config{
		Functions: all,
		Env:       environment(storage, "main", map[string]string{"CONVERSIONS": "4"}),
		Retry:     broker.Retry{First: time.Millisecond, Attempts: 2},
	})
	w.hasty = live.Start(t, w.checker, local.Config{
		Env: environment(storage, "hasty", map[string]string{
			"UPLOAD_GRACE": "200ms", "AUTH_CLIENT_BURST": "1", "AUTH_CLIENT_RATE": "1", "TRUST_FORWARDED": "true",
			"JOB_CLIENT_BURST": "1", "JOB_CLIENT_RATE": "1",
		}),
	})
	door := newDoor(t, storage["S3_ENDPOINT"])
	const nobody = "http://127.0.0.1:1" // a port that nothing listens on
	w.broken = live.Start(t, w.checker, local.Config{
		Remote: map[string]string{"catalog": nobody, "grayscale": nobody},
		Env: environment(storage, "broken", map[string]string{
			"S3_ENDPOINT": door.URL, "S3_ATTEMPTS": "1", "S3_TIMEOUT": "2s",
		}),
	})
	door.shut.Store(true)
	t.Cleanup(func() { door.shut.Store(false) }) // so that the end is an orderly one
	return w
}

// startStorage is an S3 server that several sites can use: their own would be
// one for each process.
func startStorage(t *testing.T) map[string]string {
	t.Helper()
	dir, err := datadir.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = dir.Close() })
	server, err := s3server.Start(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close(context.Background()) })
	return server.Env()
}

// environment is a site's own buckets on the storage, and more settings.
func environment(storage map[string]string, site string, more map[string]string) config.Env {
	buckets := map[string]string{
		"S3_BUCKET_JOBS": site + "-jobs", "S3_BUCKET_GALLERY": site + "-gallery", "S3_BUCKET_ACCOUNTS": site + "-accounts",
	}
	return config.Map(more, config.Map(buckets, config.Map(storage, nil)))
}

// door stands before the storage and can be shut.
type door struct {
	*httptest.Server
	shut atomic.Bool
}

func newDoor(t *testing.T, endpoint string) *door {
	t.Helper()
	target, err := url.Parse(endpoint)
	if err != nil {
		t.Fatal(err)
	}
	d := &door{}
	proxy := &httputil.ReverseProxy{Rewrite: func(p *httputil.ProxyRequest) {
		p.SetURL(target)
		p.Out.Host = p.In.Host // which is signed
	}}
	d.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if d.shut.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(d.Close)
	return d
}

// converter is a function that converts by calling do.
func converter(name string, do func(context.Context) error) functions.Function {
	c := &convert.Converter{
		Descriptor: convert.Descriptor{Name: name, Title: name, Summary: "For tests.", Version: "1"},
		Convert:    func(ctx context.Context, _ *picture.Picture, _ convert.Values) error { return do(ctx) },
	}
	return functions.Function{Name: name, New: convert.Function(c), Converter: c}
}

// showing is a converter that shows previews until it is stopped.
func showing() functions.Function {
	f := converter("showing", func(ctx context.Context) error {
		for {
			convert.Preview(ctx, func() image.Image { return image.NewGray(image.Rect(0, 0, 40, 30)) })
			select {
			case <-ctx.Done():
				return context.Cause(ctx)
			case <-time.After(20 * time.Millisecond):
			}
		}
	})
	f.Converter.Preview = true
	return f
}

// neverThere is a converter whose every event fails as if it could not be
// reached.
func neverThere(name string) functions.Function {
	f := converter(name, func(context.Context) error { return nil })
	build := f.New
	f.New = func(env config.Env) (fn.Handle, error) {
		inner, err := build(env)
		return func(r handler.Request) (handler.Response, error) {
			if event.IsEvent(r.Header) {
				return fn.Fail(r, fault.New(fault.Unavailable, "Not there.")), nil
			}
			return inner(r)
		}, err
	}
	return f
}
