package function

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"

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
func (r *round) rescue(ctx context.Context, rec *job.Record) error {
	ctx = telemetry.WithJob(ctx, rec.ID)
	now := r.records.Now()
	lost := rec.HeartbeatAt.Before(r.lostBefore)
	switch {
	case rec.State == job.Running && !lost && rec.Held(now, r.settings.Lease),
		rec.State == job.Queued && !lost && now.Sub(rec.HeartbeatAt) < r.settings.Requeue:
		return errLeave
	case rec.Attempt >= r.settings.MaxAttempts:
		rec.Fail(now, convert.LostTooOften(rec.Attempt))
	case now.Sub(rec.CreatedAt) > r.settings.MaxWait:
		rec.Fail(now, fault.New(fault.WorkerLost, "No worker finished this job within %v. Try again later.", r.settings.MaxWait))
	default:
		rec.Requeue(now)
	}
	if err := r.records.Swap(ctx, rec); errors.Is(err, job.ErrLost) {
		return errLeave // a worker has it, or somebody cancelled it
	} else if err != nil {
		return err
	}
	return r.announce(ctx, rec)
}

// announce sends the event that fits a record which was just changed.
func (s *service) announce(ctx context.Context, rec *job.Record) error {
	ctx = context.WithoutCancel(ctx) // the record says that the event is sent
	slog.InfoContext(ctx, "job was rescued", "state", rec.State, "attempt", rec.Attempt)
	if rec.State == job.Failed {
		telemetry.JobFinished(rec.Converter, string(rec.Error.Code))
		return s.sender.Send(ctx, convert.Ended(&rec.Job))
	}
	telemetry.JobRetried()
	// The source is that of the first sending: source and ID together tell
	// events apart.
	lane := s.settings.Lanes.Of(&rec.Job)
	return s.sender.Send(ctx, convert.Requested(&rec.Job, lane, rec.Sending(lane, rand.Text()[:8]), "convert"))
}

// remind sends the event of a job's success again, for a gallery that missed it.
func (s *service) remind(ctx context.Context, rec *job.Record) error {
	return s.sender.Send(ctx, convert.Ended(&rec.Job))
}

// bury fails the job of a dead letter, unless it ended meanwhile or a worker
// shows by a heartbeat that it holds it.
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
