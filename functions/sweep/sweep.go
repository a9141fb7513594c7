package function

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
)

const (
	// orphanAge is when objects without a record go: their request was cut
	// off between the picture and the record.
	orphanAge = 10 * time.Minute
	// claimAge is when an Idempotency-Key is forgotten.
	claimAge = time.Hour
	// keepAge is how long an owner's result waits for a gallery that is away.
	keepAge = 24 * time.Hour
	// remindAfter is the time between two reminders to the gallery.
	remindAfter = time.Minute
)

// sighting is what an earlier sweep read of a finished job, so that the next
// need not read the record again while the listing shows the same version.
type sighting struct {
	etag     string
	expires  time.Time
	reminded time.Time
}

// bundle is a job's objects as the listing shows them.
type bundle struct {
	id       string
	record   *store.Info
	keys     []string
	newest   time.Time
	archived bool
}

// sweep goes once over everything in the jobs bucket. A job that cannot be
// handled now is left for the next sweep; the error says that there was one. Who
// held a job before lostBefore is known to be lost.
func (s *service) sweep(ctx context.Context, lostBefore time.Time) error {
	if !s.mu.TryLock() {
		return nil // a sweep is under way
	}
	defer s.mu.Unlock()
	var failed error
	seen := map[string]sighting{}
	visit := func(b *bundle) {
		if err := s.visit(ctx, b, lostBefore, seen); err != nil && !errors.Is(err, errLeave) {
			slog.WarnContext(ctx, "job could not be swept", "job_id", b.id, "error", err)
			failed = err
		}
	}
	current := &bundle{}
	err := store.All(ctx, s.records.Bucket, job.Prefix, func(o store.Info) error {
		id, name, ok := job.ParseKey(o.Key)
		if !ok {
			return nil
		}
		if id != current.id {
			visit(current)
			current = &bundle{id: id}
		}
		current.add(o, name)
		return ctx.Err()
	})
	if err != nil {
		return err
	}
	visit(current)
	s.seen = seen
	if err := s.forgetClaims(ctx); err != nil {
		return err
	}
	return failed
}

func (b *bundle) add(o store.Info, name string) {
	b.keys = append(b.keys, o.Key)
	if o.LastModified.After(b.newest) {
		b.newest = o.LastModified
	}
	switch name {
	case "job.json":
		b.record = &o
	case "archived":
		b.archived = true
	}
}

func (s *service) visit(ctx context.Context, b *bundle, lostBefore time.Time, seen map[string]sighting) error {
	now := s.records.Now()
	switch {
	case b.id == "":
		return nil
	case b.record == nil:
		if now.Sub(b.newest) < orphanAge {
			return nil
		}
		return s.records.Bucket.Delete(ctx, b.keys...)
	}
	known, ok := s.seen[b.id]
	if ok && known.etag == b.record.ETag && now.Before(known.expires) {
		seen[b.id] = known
		return nil
	}
	// A record is written at every refresh, so that a young one needs no look.
	if b.record.LastModified.After(lostBefore) && now.Sub(b.record.LastModified) < min(s.settings.Lease, s.settings.Requeue, s.settings.TTL) {
		return nil
	}
	rec, err := s.records.Load(ctx, b.id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	switch {
	case rec.Expired(now):
		return s.reap(ctx, b, rec, known, seen)
	case rec.Finished():
		seen[b.id] = sighting{etag: b.record.ETag, expires: rec.ExpiresAt, reminded: known.reminded}
		return nil
	}
	return s.rescue(ctx, rec, lostBefore)
}

// reap deletes an expired job, but for an owner's result that the gallery has
// not kept yet: of that it is reminded.
func (s *service) reap(ctx context.Context, b *bundle, rec *job.Record, known sighting, seen map[string]sighting) error {
	now := s.records.Now()
	owed := rec.Owner != "" && rec.State == job.Succeeded && !b.archived
	if !owed || now.Sub(rec.ExpiresAt) > keepAge {
		return s.records.Bucket.Delete(ctx, b.keys...)
	}
	if now.Sub(known.reminded) >= remindAfter {
		known.reminded = now
		if err := s.remind(ctx, rec); err != nil {
			return err
		}
	}
	seen[b.id] = sighting{etag: b.record.ETag, expires: rec.ExpiresAt, reminded: known.reminded}
	return nil
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
