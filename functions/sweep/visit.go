package function

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
)

// visit does what a job needs: nothing for most.
func (r *round) visit(ctx context.Context, b *bundle) error {
	now := r.records.Now()
	if b.record == nil {
		if now.Sub(b.newest) < orphanAge {
			return nil
		}
		return r.records.Bucket.Delete(ctx, b.keys...)
	}
	known := r.service.seen[b.id]
	if known.etag == b.record.ETag && !r.due(known, b) {
		r.remember(b.id, known)
		return nil
	}
	// A record is written at every refresh, so that a young one needs no look.
	if b.record.LastModified.After(r.lostBefore) && now.Sub(b.record.LastModified) < min(r.settings.Lease, r.settings.Requeue, r.settings.TTL) {
		return nil
	}
	rec, err := r.records.Load(ctx, b.id)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case err != nil && damaged(err):
		return r.discard(ctx, b, err)
	case err != nil:
		return err
	case rec.Expired(now) || rec.Finished():
		return r.finish(ctx, b, rec, known)
	}
	return r.rescue(ctx, rec)
}

// due reports whether a finished job that is known needs another look.
func (r *round) due(known sighting, b *bundle) bool {
	now := r.records.Now()
	if known.owed && !b.archived {
		return now.Sub(known.reminded) >= remindAfter
	}
	return now.After(r.reapTime(known.expires))
}

func (r *round) reapTime(expires time.Time) time.Time {
	return expires.Add(min(reapAfter, r.settings.TTL))
}

// finish deletes a job whose time is over, and reminds the gallery of a result
// that it should have kept: the event may be lost.
func (r *round) finish(ctx context.Context, b *bundle, rec *job.Record, known sighting) error {
	now := r.records.Now()
	known.etag, known.expires, known.owed = b.record.ETag, rec.ExpiresAt, rec.Kept() && !b.archived
	if known.owed && now.Sub(rec.ExpiresAt) > keepAge {
		slog.ErrorContext(ctx, "a result is given up that the gallery did not keep", "job_id", rec.ID)
		known.owed = false
	}
	if !known.owed && now.After(r.reapTime(rec.ExpiresAt)) {
		return r.records.Bucket.Delete(ctx, b.keys...)
	}
	late := rec.HeartbeatAt.Before(r.lostBefore) || now.Sub(rec.HeartbeatAt) >= r.settings.Requeue
	if known.owed && late && now.Sub(known.reminded) >= remindAfter {
		if err := r.remind(ctx, rec); err != nil {
			return err
		}
		known.reminded = now
	}
	r.remember(b.id, known)
	return nil
}

// discard deletes a record that cannot be read, once its job must be over.
func (r *round) discard(ctx context.Context, b *bundle, why error) error {
	slog.ErrorContext(ctx, "a job's record is damaged", "job_id", b.id, "error", why)
	if r.records.Now().Sub(b.newest) < r.settings.MaxWait+r.settings.TTL {
		return nil
	}
	return r.records.Bucket.Delete(ctx, b.keys...)
}
