package function

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/store"
)

// What one client may get wrong for one name.
const (
	freeAttempts = 10
	firstWait    = 30 * time.Second // doubled by each further failure
	longestWait  = 15 * time.Minute
	// forgetAfter is how long after a client's last failure its count starts
	// anew.
	forgetAfter = 24 * time.Hour
)

// What all clients together may get wrong for one name. Failures are worked off
// as fast as three clients can add them once longestWait is reached, so that one
// alone never locks somebody else out, and many do so only while they go on.
const (
	freeTogether = 100
	workedOff    = 5 * time.Minute
)

// countsKept bounds a record. Whose count makes room for another one is still
// held by what all may do together.
const countsKept = 64

// tally names what counts together: the failures for one user name or one
// account, and in them those of one client.
type tally struct{ key, client string }

const attemptPrefix = "attempts/"

func attemptKey(name string) string { return attemptPrefix + name + ".json" }

// logins are a client's logins under a user name, whether or not somebody has
// that name: the count must not tell.
func logins(username, client string) tally { return tally{attemptKey(nameHash(username)), client} }

// confirmations are passwords asked for by an account that is signed in. It
// takes its access token to fail, so neither strangers nor addresses matter.
func confirmations(id string) tally { return tally{key: attemptKey(id)} }

// id stands for the client in a record, which holds no addresses.
func (t tally) id() string {
	sum := sha256.Sum256([]byte(t.key + "\x00" + t.client))
	return base.EncodeToString(sum[:10])
}

// failures are the record of a tally's key.
type failures struct {
	Clients map[string]count `json:"clients,omitempty"`
	Settled time.Time        `json:"settled_at,omitzero"` // when those of all clients are worked off
}

// count is one client's part of it.
type count struct {
	Count int       `json:"count"`
	Last  time.Time `json:"last_at"`
	Until time.Time `json:"until,omitzero"` // no attempt before that
}

type attempts struct {
	bucket store.Bucket
	now    func() time.Time
}

// allow answers fault.TooManyRequests while a tally is locked, and otherwise
// whether it has any failures to forgive.
func (s attempts) allow(ctx context.Context, t tally) (dirty bool, err error) {
	f, _, err := read[failures](ctx, s.bucket, t.key)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	now := s.now()
	c, dirty := f.Clients[t.id()]
	left := max(c.Until.Sub(now), f.Settled.Sub(now)-(freeTogether-1)*workedOff)
	if left > 0 {
		return false, fault.New(fault.TooManyRequests, "Too many failed attempts for this user name. Wait before the next one.").After(left)
	}
	return dirty, nil
}

// failed counts a failure.
func (s attempts) failed(ctx context.Context, t tally) error {
	return swap(ctx, s.bucket, t.key, func(f *failures) bool {
		now := s.now().UTC()
		f.add(t.id(), now)
		return true
	})
}

func (f *failures) add(client string, now time.Time) {
	for id, c := range f.Clients {
		if now.Sub(c.Last) > forgetAfter {
			delete(f.Clients, id)
		}
	}
	c, ok := f.Clients[client]
	if !ok {
		f.makeRoom()
	}
	c.Count++
	c.Last = now
	if c.Count >= freeAttempts {
		c.Until = now.Add(wait(c.Count - freeAttempts))
	}
	f.Clients[client] = c
	if f.Settled.Before(now) {
		f.Settled = now
	}
	f.Settled = f.Settled.Add(workedOff)
	if full := now.Add(freeTogether * workedOff); f.Settled.After(full) { // some were under way at once
		f.Settled = full
	}
}

// makeRoom drops the count that is oldest when there are as many as are kept.
func (f *failures) makeRoom() {
	if f.Clients == nil {
		f.Clients = map[string]count{}
	}
	if len(f.Clients) < countsKept {
		return
	}
	var oldest string
	for id, c := range f.Clients {
		if oldest == "" || c.Last.Before(f.Clients[oldest].Last) {
			oldest = id
		}
	}
	delete(f.Clients, oldest)
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

// forgive forgets the client's failures. Those of others stay, and so does what
// all have done together: else every login of an owner would be a new start for
// whoever guesses.
func (s attempts) forgive(ctx context.Context, t tally) error {
	return swap(ctx, s.bucket, t.key, func(f *failures) bool {
		_, ok := f.Clients[t.id()]
		delete(f.Clients, t.id())
		return ok
	})
}

// purge removes counts that would start anew.
func (s attempts) purge(ctx context.Context) error {
	oldest := s.now().Add(-forgetAfter - clockDifference)
	return removeAll(ctx, s.bucket, attemptPrefix, func(o store.Info) bool { return o.LastModified.Before(oldest) })
}
