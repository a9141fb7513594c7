package function

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"time"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
	"github.com/reverie-image/reverie/shared/telemetry"
)

// errLeave says that a job is in good hands.
var errLeave = errors.New("sweep: nothing to do for this job")

// rescue gives a job another chance whose worker was lost, or that waited so
// long that its event may be; or it fails the job for good.
func (s *service) rescue(ctx context.Context, seen *job.Record, lostBefore time.Time) error {
	ctx = telemetry.WithJob(ctx, seen.ID)
	rec, err := s.records.Update(ctx, seen.ID, func(j *job.Job) error {
		now := s.records.Now()
		waiting := now.Sub(j.HeartbeatAt)
		lost := j.HeartbeatAt.Before(lostBefore)
		switch {
		case j.Finished(), j.Expired(now), j.State == job.Running && !lost && j.Held(now, s.settings.Lease),
			j.State == job.Queued && !lost && waiting < s.settings.Requeue:
			return errLeave
		case j.Attempt >= s.settings.MaxAttempts:
			j.Fail(now, convert.LostTooOften(j.Attempt))
		case now.Sub(j.CreatedAt) > s.settings.MaxWait:
			j.Fail(now, fault.New(fault.WorkerLost, "No worker finished this job within %v. Try again later.", s.settings.MaxWait))
		default:
			j.Requeue(now)
		}
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		return errLeave
	}
	if err != nil {
		return err
	}
	return s.announce(ctx, rec)
}

// announce sends the event that fits a record which was just changed.
func (s *service) announce(ctx context.Context, rec *job.Record) error {
	slog.InfoContext(ctx, "job was rescued", "state", rec.State, "attempt", rec.Attempt)
	if rec.State == job.Failed {
		telemetry.JobFinished(rec.Converter, string(rec.Error.Code))
		return s.sender.Send(ctx, convert.Ended(&rec.Job))
	}
	telemetry.JobRetried()
	return s.sender.Send(ctx, convert.Requested(&rec.Job, rec.ID+"."+rand.Text()[:8], "sweep"))
}

// remind sends the event of a job's success again, for a gallery that missed it.
func (s *service) remind(ctx context.Context, rec *job.Record) error {
	return s.sender.Send(ctx, convert.Ended(&rec.Job))
}

// bury fails the job of a dead letter, unless it ended meanwhile or a worker
// holds it.
func (s *service) bury(ctx context.Context, letter event.Event) error {
	id := letter.Subject()
	if !job.ValidID(id) {
		slog.WarnContext(ctx, "dead letter names no job", "subject", id)
		return nil
	}
	ctx = telemetry.WithJob(ctx, id)
	code := event.Extension(letter, event.DeadLetterCode)
	rec, err := s.records.Update(ctx, id, func(j *job.Job) error {
		now := s.records.Now()
		if j.Finished() || j.Expired(now) || j.Held(now, s.settings.Lease) {
			return errLeave
		}
		j.Fail(now, fault.New(fault.WorkerLost, "The job was delivered to a worker several times and none could finish it. Try again later."))
		return nil
	})
	if errors.Is(err, errLeave) || errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	slog.WarnContext(ctx, "job failed: its event could not be delivered", "code", code)
	return s.announce(ctx, rec)
}
