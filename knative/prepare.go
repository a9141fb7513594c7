package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/reverie-image/reverie/shared/config"
	s3store "github.com/reverie-image/reverie/shared/store/s3"
)

// preparation is the value of FUNCTION that stands for making the storage ready:
// it creates the buckets, checks that conditional writes are honoured, and sets
// the rules. It may be run again and again.
const preparation = "prepare"

// prepare takes what s3store.ReadConfig takes and
//
//	PREPARE_EXPIRE_DAYS  when the server deletes what is in the bucket of jobs; default 1
//	PREPARE_POLICIES     a JSON object of buckets' names and their policies; default none
//	PREPARE_TIMEOUT      how long a server that does not answer is waited for; default 2m
func prepare(ctx context.Context, env config.Env) error {
	r := config.Read(env)
	days, patience := r.Int("PREPARE_EXPIRE_DAYS", 1, 1), r.Duration("PREPARE_TIMEOUT", 2*time.Minute)
	var policies map[string]json.RawMessage
	if s := r.String("PREPARE_POLICIES", ""); s != "" {
		if err := json.Unmarshal([]byte(s), &policies); err != nil {
			return usageError{fmt.Errorf("PREPARE_POLICIES: %w", err)}
		}
	}
	cfg, err := s3store.ReadConfig(env)
	if err = errors.Join(r.Err(), err); err != nil {
		return usageError{err}
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	client := s3store.New(cfg)
	if err := ensure(ctx, client); err != nil {
		return fmt.Errorf("creating the buckets %v: %w", client.Names(), err)
	}
	if err := s3store.Probe(ctx, client.Open(s3store.Jobs)); err != nil {
		return err
	}
	switch err := client.Expire(ctx, cfg.Buckets[s3store.Jobs], days); {
	case errors.Is(err, s3store.ErrUnsupported):
		slog.Warn("the server has no lifecycle rules: only the sweep deletes old jobs")
	case err != nil:
		return fmt.Errorf("the rule that deletes old jobs: %w", err)
	}
	for bucket, policy := range policies {
		if err := client.SetPolicy(ctx, bucket, string(policy)); err != nil {
			return fmt.Errorf("the policy of the bucket %s: %w", bucket, err)
		}
	}
	slog.Info("the storage is ready", "buckets", client.Names(), "policies", len(policies))
	return nil
}

// ensure waits for a server that is about to start. A key pair that may not create
// buckets will do where they are.
func ensure(ctx context.Context, client *s3store.Client) error {
	for {
		err := client.Ensure(ctx, client.Names()...)
		if err == nil || present(ctx, client) {
			return nil
		}
		slog.Info("the storage is not ready yet", "error", err)
		select {
		case <-ctx.Done():
			return err
		case <-time.After(time.Second):
		}
	}
}

func present(ctx context.Context, client *s3store.Client) bool {
	for _, kind := range s3store.Kinds {
		if _, err := client.Open(kind).List(ctx, "", "", 1); err != nil {
			return false
		}
	}
	return true
}
