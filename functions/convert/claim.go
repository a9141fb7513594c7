package function

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
)

// claim is what an Idempotency-Key stands for.
type claim struct {
	Job         string `json:"job"`
	Fingerprint string `json:"fingerprint"`
}

const maxClaim = 4 << 10

// claim gives the job that the order's Idempotency-Key already stands for, or
// the ID under which to create it: a new one, or that of a first request which
// got no further, so that a crash between the claim and the job heals with the
// client's retry. A key whose job is gone is free again.
func (s *service) claim(ctx context.Context, o *order) (id string, first *job.Job, err error) {
	mine := claim{Job: job.NewID(), Fingerprint: o.fingerprint()}
	scope := "account " + o.owner
	if o.owner == "" {
		// Strangers may choose the same key. Without an account a key means the
		// same request only; it cannot be told that it was used for another.
		scope = "request " + mine.Fingerprint
	}
	key := "idempotency/" + job.Digest([]byte(scope+"\n"+o.key))
	body, err := json.Marshal(mine)
	if err != nil {
		return "", nil, err
	}
	_, err = s.records.Bucket.Put(ctx, key, body, store.PutOptions{Create: true})
	if !errors.Is(err, store.ErrPrecondition) {
		return mine.Job, nil, err
	}
	object, err := s.records.Bucket.Get(ctx, key, maxClaim)
	if errors.Is(err, store.ErrNotFound) {
		return "", nil, fault.New(fault.Unavailable, "The Idempotency-Key is just being released. Try again.").After(time.Second)
	}
	if err != nil {
		return "", nil, err
	}
	var theirs claim
	if err := json.Unmarshal(object.Body, &theirs); err != nil {
		return "", nil, fault.Wrap(fmt.Errorf("claim %s: %w", key, err), fault.Internal, "The record of this Idempotency-Key is damaged. Use another key.")
	}
	first, gone, err := s.claimed(ctx, theirs.Job, object.LastModified)
	switch {
	case err != nil:
		return "", nil, err
	case gone:
		return mine.Job, nil, s.replace(ctx, object, body)
	case theirs.Fingerprint != mine.Fingerprint:
		return "", nil, fault.New(fault.IdempotencyReuse, "This Idempotency-Key was used for another picture, converter or parameters. Use a new key for a new request.")
	}
	return theirs.Job, first, nil
}

// claimed is the job of a claim, and whether it is over and done with. A claim
// without a job may be a moment old, its job about to be created.
func (s *service) claimed(ctx context.Context, id string, at time.Time) (first *job.Job, gone bool, err error) {
	rec, err := s.records.Load(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, s.records.Now().Sub(at) > s.settings.TTL, nil
	}
	if err != nil {
		return nil, false, err
	}
	return &rec.Job, rec.Expired(s.records.Now()), nil
}

// replace takes over the claim of a job that is gone.
func (s *service) replace(ctx context.Context, old store.Object, body []byte) error {
	_, err := s.records.Bucket.Put(ctx, old.Key, body, store.PutOptions{IfMatch: old.ETag})
	if errors.Is(err, store.ErrPrecondition) {
		return fault.New(fault.Conflict, "Another request with this Idempotency-Key is under way. Try again.").After(time.Second)
	}
	return err
}
