package job

import (
	"time"

	"github.com/reverie-image/reverie/shared/fault"
)

// A job lives until TTL has passed since its last refresh: its creation, a
// heartbeat, or its end. From then on it is gone for every reader, whether or
// not its objects have been swept.

// refresh restarts the clock.
func (j *Job) refresh(now time.Time) {
	j.HeartbeatAt = now
	j.ExpiresAt = now.Add(j.TTL.Duration())
}

// Expired reports whether the job is gone.
func (j *Job) Expired(now time.Time) bool { return !now.Before(j.ExpiresAt) }

// Finished reports whether the job came to an end.
func (j *Job) Finished() bool { return j.State == Succeeded || j.State == Failed }

// Held reports whether a worker holds the job: it is running and its last
// heartbeat is younger than lease.
func (j *Job) Held(now time.Time, lease time.Duration) bool {
	return j.State == Running && now.Sub(j.HeartbeatAt) < lease
}

// Lost reports whether a worker held the job and fell silent.
func (j *Job) Lost(now time.Time, lease time.Duration) bool {
	return j.State == Running && !j.Held(now, lease)
}

// Start notes that a worker began converting at began.
func (j *Job) Start(began, now time.Time) {
	j.State = Running
	j.Attempt++
	j.Progress = 0
	j.StartedAt = &began
	j.refresh(now)
}

// Beat is a heartbeat.
func (j *Job) Beat(now time.Time, progress float64) {
	j.Progress = max(j.Progress, min(progress, 1))
	j.refresh(now)
}

// Return is Requeue by a worker that hit a passing fault: it was not lost, so
// the attempt does not count.
func (j *Job) Return(now time.Time) {
	j.Attempt = max(0, j.Attempt-1)
	j.Requeue(now)
}

// Requeue gives a job back to be delivered again, and refreshes it: waiting for
// a free worker is no reason to expire.
func (j *Job) Requeue(now time.Time) {
	j.State = Queued
	j.Progress = 0
	j.StartedAt = nil
	j.refresh(now)
}

// Succeed ends the job with a result.
func (j *Job) Succeed(began, now time.Time, result Blob, p Provenance) {
	j.State = Succeeded
	j.Progress = 1
	j.StartedAt = &began
	j.Result = &result
	j.Provenance = p
	j.finish(now)
}

// Fail ends the job with err. What speaks of the picture or its parameters
// becomes the reason of a failed conversion.
func (j *Job) Fail(now time.Time, err error) {
	e := fault.From(err)
	f := &Failure{Code: e.Code, Detail: e.Message}
	if e.Code != fault.WorkerLost && e.Code != fault.ConversionFailed {
		f.Code, f.Reason = fault.ConversionFailed, e.Code
	}
	j.State = Failed
	j.Error = f
	j.finish(now)
}

func (j *Job) finish(now time.Time) {
	j.Preview = nil
	j.FinishedAt = &now
	j.refresh(now)
}

// Cancel makes the job gone at once. A worker that still converts it learns so
// at its next heartbeat.
func (j *Job) Cancel(now time.Time) {
	if !j.Finished() {
		j.Fail(now, fault.New(fault.ConversionFailed, "The job was cancelled."))
	}
	j.Cancelled = true
	j.ExpiresAt = now
}

// Kept reports whether the gallery is to keep the job's pictures.
func (j *Job) Kept() bool { return j.Owner != "" && j.State == Succeeded && !j.Cancelled }

// Err is the failure as a fault, or nil for a job that did not fail.
func (j *Job) Err() error {
	if j.Error == nil {
		return nil
	}
	err := fault.New(j.Error.Code, "%s", j.Error.Detail).With("job", j.ID)
	if j.Error.Reason != "" {
		_ = err.With("reason", j.Error.Reason)
	}
	return err
}
