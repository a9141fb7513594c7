package local

import (
	"context"
	"fmt"
	"maps"
	"time"

	"github.com/reverie-image/reverie/internal/local/datadir"
	"github.com/reverie-image/reverie/internal/local/s3server"
	s3store "github.com/reverie-image/reverie/shared/store/s3"
)

// startStorage starts the embedded S3 server, or takes the one that the
// environment names, and makes sure that it has the buckets and honours
// conditional writes.
func (s *Server) startStorage(ctx context.Context) (err error) {
	if !s.cfg.external() {
		if s.dir, err = datadir.Open(s.cfg.Data); err != nil {
			return err
		}
		if s.storage, err = s3server.Start(ctx, s.dir); err != nil {
			return err
		}
		maps.Copy(s.env, s.storage.Env())
	}
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := prepare(ctx, s); err != nil {
		if s.storage == nil {
			return fmt.Errorf("the S3 server at %s (S3_ENDPOINT): %w", s.cfg.Env("S3_ENDPOINT"), err)
		}
		return err
	}
	return nil
}

func prepare(ctx context.Context, s *Server) error {
	client, err := s3store.FromEnv(s.Env())
	if err != nil {
		return err
	}
	s.jobs = client.Open(s3store.Jobs)
	missing := client.Ensure(ctx, client.Names()...)
	// Credentials that may not create buckets will do where they exist.
	for _, kind := range s3store.Kinds {
		if err := s3store.Probe(ctx, client.Open(kind)); err != nil {
			if missing != nil {
				return fmt.Errorf("the buckets %v: %w", client.Names(), missing)
			}
			return err
		}
		if missing == nil {
			return nil // one server keeps all buckets alike
		}
	}
	return nil
}

// ready reports whether the storage answers.
func (s *Server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	_, err := s.jobs.List(ctx, "ready/", "", 1)
	return err
}
