// Package local runs all of Reverie in one process: an embedded S3 server for
// the state, a broker for the events, every function, and the gateway. The
// functions are the same as on a cluster and know nothing of it; what a
// platform would give them they find in their environment.
//
// It is for one machine, and for tests that want the whole system.
package local

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/reverie-image/reverie/internal/local/broker"
	"github.com/reverie-image/reverie/internal/local/datadir"
	"github.com/reverie-image/reverie/internal/local/s3server"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/store"
	"github.com/reverie-image/reverie/web"
)

// Server is a running Reverie.
type Server struct {
	cfg      Config
	settings settings
	env      map[string]string // what the functions get, over cfg.Env
	began    time.Time

	dir     *datadir.Dir // nil with an S3 server elsewhere
	storage *s3server.Server
	jobs    store.Bucket // for readiness
	broker  *broker.Broker
	inside  *inside
	gateway *http.Server
	addr    net.Addr
	failed  chan error
	ticks   context.CancelFunc
}

// Run starts Reverie, calls started, waits until ctx ends and closes it.
func Run(ctx context.Context, cfg Config, started func(*Server)) error {
	s, err := Start(ctx, cfg)
	if err != nil {
		return err
	}
	started(s)
	select {
	case <-ctx.Done():
		fmt.Fprintf(s.cfg.Notice, "Finishing what is under way, %v at most. Ctrl-C again ends it at once.\n", drainTime)
	case err = <-s.failed:
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	return errors.Join(err, s.Close(ctx))
}

// Start starts Reverie and returns once it answers requests. Its errors are
// for the person who started it. ctx bounds the start only.
func Start(ctx context.Context, cfg Config) (*Server, error) {
	cfg, err := cfg.withDefaults()
	if err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg, env: map[string]string{}, began: time.Now(), failed: make(chan error, 1), ticks: func() {}}
	if s.settings, err = cfg.read(); err != nil {
		return nil, err
	}
	door, err := listen(ctx, cfg.Addr)
	if err != nil {
		return nil, err
	}
	if err := s.start(ctx, door); err != nil {
		_ = door.Close()
		return nil, errors.Join(err, s.Close(ctx))
	}
	return s, nil
}

func (s *Server) start(ctx context.Context, door net.Listener) error {
	if err := s.startStorage(ctx); err != nil {
		return err
	}
	inside, err := openInside(ctx)
	if err != nil {
		return err
	}
	s.inside = inside
	s.env["K_SINK"] = inside.broker()
	if err := s.addModels(ctx); err != nil {
		return err
	}
	if err := s.catalogue(); err != nil {
		return err
	}
	handlers, err := s.build()
	if err != nil {
		return err
	}
	triggers, err := s.triggers()
	if err != nil {
		return err
	}
	s.broker = broker.New(broker.Options{
		Triggers:   triggers,
		DeadLetter: s.target("sweep"),
		Lanes:      map[string]int{laneConverters: s.settings.lanes, laneLong: s.settings.long, laneSweep: 1},
		Retry:      s.cfg.Retry,
	})
	inside.serve(s.broker, handlers)
	gateway, err := s.newGateway(handlers)
	if err != nil {
		return err
	}
	s.gateway, s.addr = newHTTPServer(gateway), door.Addr()
	go s.serve(door)
	s.tick()
	slog.Info("started", "url", s.URL(), "data", s.Data(), "functions", len(handlers), "took", time.Since(s.began).Round(time.Millisecond).String())
	return nil
}

func (s *Server) newGateway(handlers map[string]http.Handler) (http.Handler, error) {
	cfg, err := web.ReadConfig(s.Env())
	if err != nil {
		return nil, err
	}
	converters := s.converters()
	cfg.Functions = web.Local(handlers)
	cfg.Converter = func(name string) bool { return converters[name] }
	cfg.Ready = s.ready
	gateway, err := web.New(cfg)
	if err != nil {
		return nil, err
	}
	return withMetrics(gateway, s.broker), nil
}

func (s *Server) serve(door net.Listener) {
	if err := s.gateway.Serve(door); !errors.Is(err, http.ErrServerClosed) {
		s.failed <- fmt.Errorf("the gateway ended: %w", err)
	}
}

// URL is where people reach the editor.
func (s *Server) URL() string { return browserURL(s.addr) }

// Env is the environment that the functions have: what a function in a process
// of its own needs to take part.
func (s *Server) Env() config.Env { return config.Map(s.env, s.cfg.Env) }

// Data says where pictures and accounts are kept, for people.
func (s *Server) Data() string {
	if s.dir == nil {
		return s.cfg.Env("S3_ENDPOINT")
	}
	return s.dir.Path()
}
