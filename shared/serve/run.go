package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/reverie-image/reverie/shared/config"
)

// Config is a container's server. ConfigFromEnv fills it; Handler is the
// caller's to set.
type Config struct {
	Handler http.Handler
	// Port is where requests, /healthz and /readyz are answered; 0 is any.
	Port int
	// MetricsPort, unless 0, is a second port that has /metrics alone.
	MetricsPort int
	// Public keeps /metrics away from Port.
	Public bool
	// Grace is how long requests are still taken after the end was asked for:
	// the platform needs that long to stop sending them.
	Grace time.Duration
	// Drain is how long, after that, those under way may take.
	Drain time.Duration
	// Started, unless nil, is called once connections are taken.
	Started func(net.Addr)

	guard guard // the default, but in tests
}

const (
	defaultPort  = 8080
	defaultGrace = time.Second
	defaultDrain = 25 * time.Second

	readHeaderTimeout = 10 * time.Second
	// idleTimeout is longer than common proxies keep connections, so that it is
	// they who close and no request meets a closing server.
	idleTimeout    = 2 * time.Minute
	maxHeaderBytes = 64 << 10
)

// ConfigFromEnv reads PORT (8080), METRICS_PORT (none), SHUTDOWN_GRACE (1s) and
// SHUTDOWN_DRAIN (25s).
func ConfigFromEnv(env config.Env) (Config, error) {
	r := config.Read(env)
	cfg := Config{
		Port:        r.Int("PORT", defaultPort, 0),
		MetricsPort: r.Int("METRICS_PORT", 0, 0),
		Grace:       r.Duration("SHUTDOWN_GRACE", defaultGrace),
		Drain:       r.Duration("SHUTDOWN_DRAIN", defaultDrain),
	}
	return cfg, r.Err()
}

// Run serves until ctx ends and then drains: /readyz fails at once, requests
// are still taken for cfg.Grace, and those under way have cfg.Drain to finish.
// It returns nil when all did, and an error when it could not listen or had to
// cut connections.
func Run(ctx context.Context, cfg Config) error {
	listener, err := Listen(ctx, address(cfg.Port))
	if err != nil {
		return err
	}
	if cfg.guard == (guard{}) {
		cfg.guard = defaultGuard
	}
	var draining atomic.Bool
	base, abort := context.WithCancel(context.WithoutCancel(ctx))
	defer abort()

	servers := []*http.Server{newServer(base, cfg.guard.around(operations(cfg, &draining)))}
	listeners := []net.Listener{listener}
	if cfg.MetricsPort != 0 {
		metrics, err := Listen(ctx, address(cfg.MetricsPort))
		if err != nil {
			_ = listener.Close()
			return err
		}
		servers, listeners = append(servers, newServer(base, cfg.guard.around(metricsOnly()))), append(listeners, metrics)
	}

	failed := make(chan error, len(servers))
	for i, server := range servers {
		go func() { failed <- server.Serve(listeners[i]) }()
	}
	slog.Info("serving", "address", listener.Addr().String())
	if cfg.Started != nil {
		cfg.Started(listener.Addr())
	}
	select {
	case err := <-failed:
		for _, server := range servers {
			_ = server.Close()
		}
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	draining.Store(true)
	slog.Info("draining", "grace", cfg.Grace, "drain", cfg.Drain)
	time.Sleep(cfg.Grace)
	return shutdown(servers, abort, cfg.Drain)
}

func address(port int) string { return ":" + strconv.Itoa(port) }

func newServer(base context.Context, h http.Handler) *http.Server {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	protocols.SetUnencryptedHTTP2(true) // a Knative port named h2c
	server := &http.Server{
		Handler:           h,
		Protocols:         protocols,
		ReadHeaderTimeout: readHeaderTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		BaseContext:       func(net.Listener) context.Context { return base },
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}
	DropFresh(server)
	return server
}

// shutdown waits for requests under way, the serving port's first; those still
// there when the time is over lose their context and their connection.
func shutdown(servers []*http.Server, abort context.CancelFunc, drain time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), drain)
	defer cancel()
	var errs []error
	for _, server := range servers {
		if err := server.Shutdown(ctx); err != nil {
			abort()
			errs = append(errs, fmt.Errorf("requests were cut off after %v: %w", drain, err), server.Close())
		}
	}
	return errors.Join(errs...)
}
