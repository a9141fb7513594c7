package function

import (
	"context"
	"errors"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/store"
)

const (
	freeAttempts = 10
	firstWait    = 30 * time.Second // doubled by each further failure
	longestWait  = 15 * time.Minute
	// forgetAfter is how long after the last failure the count starts anew.
	forgetAfter = 24 * time.Hour
)

// failures counts failed logins for one user name, whether or not somebody has
// that name: the count must not tell.
type failures struct {
	Count int       `json:"count"`
	Last  time.Time `json:"last_at"`
	Until time.Time `json:"until,omitzero"` // no attempt before that
}

type attempts struct {
	bucket store.Bucket
	now    func() time.Time
}

const attemptPrefix = "attempts/"

func attemptKey(username string) string { return attemptPrefix + nameHash(username) + ".json" }

// allow answers fault.TooManyRequests while a name is locked, and otherwise
// whether it has any failures to forgive.
func (s attempts) allow(ctx context.Context, username string) (dirty bool, err error) {
	f, _, err := read[failures](ctx, s.bucket, attemptKey(username))
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if left := f.Until.Sub(s.now()); left > 0 {
		return false, fault.New(fault.TooManyRequests, "Too many failed attempts for this user name. Wait before the next one.").After(left)
	}
	return true, nil
}

// failed counts a failure.
func (s attempts) failed(ctx context.Context, username string) error {
	return swap(ctx, s.bucket, attemptKey(username), func(f *failures) bool {
		now := s.now().UTC()
		if now.Sub(f.Last) > forgetAfter {
			*f = failures{}
		}
		f.Count++
		f.Last = now
		if f.Count >= freeAttempts {
			f.Until = now.Add(wait(f.Count - freeAttempts))
		}
		return true
	})
}

// wait grows with the failures beyond the free ones.
func wait(beyond int) time.Duration {
	d := firstWait
	for range beyond {
		if d *= 2; d >= longestWait {
			return longestWait
		}
	}
	return d
}

// forgive forgets a name's failures.
func (s attempts) forgive(ctx context.Context, username string) error {
	return passing(s.bucket.Delete(ctx, attemptKey(username)))
}

// purge removes counts that would start anew.
func (s attempts) purge(ctx context.Context) error {
	oldest := s.now().Add(-forgetAfter - clockDifference)
	return removeAll(ctx, s.bucket, attemptPrefix, func(o store.Info) bool { return o.LastModified.Before(oldest) })
}
