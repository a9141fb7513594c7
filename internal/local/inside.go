package local

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"

	"github.com/reverie-image/reverie/shared/serve"
)

// inside is where events travel: the broker and the functions on a loopback
// port. Other users of the machine reach that port as well, so that every path
// starts with a secret.
type inside struct {
	listener net.Listener
	server   *http.Server
	secret   string
}

func openInside(ctx context.Context) (*inside, error) {
	l, err := serve.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	return &inside{listener: l, secret: "/" + rand.Text()}, nil
}

func (i *inside) url() string { return "http://" + i.listener.Addr().String() + i.secret }

func (i *inside) broker() string { return i.url() + "/broker" }

func (i *inside) function(name string) string { return i.url() + "/functions/" + name }

// serve begins to answer.
func (i *inside) serve(broker http.Handler, functions map[string]http.Handler) {
	mux := http.NewServeMux()
	mux.Handle("/broker", serve.Observe("broker", broker))
	for name, h := range functions {
		prefix := "/functions/" + name
		mux.Handle(prefix, rooted(h))
		mux.Handle(prefix+"/", http.StripPrefix(prefix, h))
	}
	i.server = newHTTPServer(i.guard(mux))
	go func() {
		if err := i.server.Serve(i.listener); !errors.Is(err, http.ErrServerClosed) {
			slog.Error("events cannot be delivered any more", "error", err)
		}
	}()
}

// rooted shows a function the path / where its own URL was asked for.
func rooted(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.Clone(r.Context())
		r.URL.Path, r.URL.RawPath = "/", ""
		h.ServeHTTP(w, r)
	})
}

// guard lets in who knows the secret, and hides it from whoever comes after,
// such as traces.
func (i *inside) guard(next http.Handler) http.Handler {
	stripped := http.StripPrefix(i.secret, next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := len(i.secret)
		if len(r.URL.Path) <= n || r.URL.Path[n] != '/' ||
			subtle.ConstantTimeCompare([]byte(r.URL.Path[:n]), []byte(i.secret)) != 1 {
			http.NotFound(w, r)
			return
		}
		if strings.HasPrefix(r.URL.RawPath, "/") { // escapes: nothing here has them
			http.NotFound(w, r)
			return
		}
		stripped.ServeHTTP(w, r)
	})
}

func (i *inside) close(ctx context.Context) error {
	if i.server == nil {
		return i.listener.Close()
	}
	return shutdown(ctx, i.server)
}
