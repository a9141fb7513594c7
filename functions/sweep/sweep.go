package function

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
)

const (
	// atOnce is how many jobs a sweep handles at a time: most of it is waiting
	// for storage.
	atOnce = 16
	// orphanAge is when objects without a record go: their request was cut
	// off between the picture and the record.
	orphanAge = 10 * time.Minute
	// claimAge is when an Idempotency-Key is forgotten.
	claimAge = time.Hour
	// keepAge is how long an owner's result waits for a gallery that is away.
	keepAge = 24 * time.Hour
	// remindAfter is the time between two reminders to the gallery.
	remindAfter = time.Minute
	// reapAfter is how long after its expiry a job's objects go, at most its
	// time to live: a write that began just before must not be cut in half.
	reapAfter = 15 * time.Second
)

// sighting is what an earlier sweep read of a finished job, so that the next
// need not read the record again while the listing shows the same version.
type sighting struct {
	etag     string
	expires  time.Time
	owed     bool      // to the gallery
	reminded time.Time // the gallery, of it
}

// round is one sweep.
type round struct {
	*service
	lostBefore time.Time // who held a job before then is known to be lost

	mu     sync.Mutex
	seen   map[string]sighting
	failed error
}

// sweep goes once over everything in the jobs bucket. A job that cannot be
// handled now is left for the next sweep; the error says that there was one. A
// sweep that is cut off is gone on with by the next, so that none of many jobs
// is left out for ever.
func (s *service) sweep(ctx context.Context, lostBefore time.Time) error {
	if !s.mu.TryLock() {
		return nil // a sweep is under way
	}
	defer s.mu.Unlock()
	r := &round{service: s, lostBefore: lostBefore, seen: map[string]sighting{}}
	var group errgroup.Group
	group.SetLimit(atOnce)
	reached := s.resume
	err := s.bundles(ctx, s.resume, func(b *bundle) {
		reached = b.id
		group.Go(func() error { r.handle(ctx, b); return nil })
	})
	_ = group.Wait()
	if err != nil {
		s.resume = reached
		maps.Copy(s.seen, r.seen)
		return err
	}
	s.resume, s.seen = "", r.seen
	if err := s.forgetClaims(ctx); err != nil {
		return err
	}
	return r.failed
}

func (r *round) handle(ctx context.Context, b *bundle) {
	err := r.visit(ctx, b)
	if err == nil || errors.Is(err, errLeave) {
		return
	}
	slog.WarnContext(ctx, "job could not be swept", "job_id", b.id, "error", err)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed = err
}

func (r *round) remember(id string, what sighting) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.seen[id] = what
}

func (s *service) forgetClaims(ctx context.Context) error {
	var old []string
	now := s.records.Now()
	err := store.All(ctx, s.records.Bucket, "idempotency/", func(o store.Info) error {
		if now.Sub(o.LastModified) > claimAge {
			old = append(old, o.Key)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return s.records.Bucket.Delete(ctx, old...)
}

// damaged reports whether an error is a record's own: no later try can help.
func damaged(err error) bool {
	return errors.Is(err, job.ErrDamaged) || errors.Is(err, store.ErrTooLarge)
}
