package function

import (
	"context"
	"sync"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
)

// waitForTurn is how many requests may wait for one lock: who guesses as fast
// as he can is told to stop, instead of piling up.
const waitForTurn = 16

// nameLocks lets one request at a time of this process work on a user name, for
// each client: a stranger's requests must not stand in the owner's way. Between
// reading the count of failures and writing the next one lies a slow hash;
// without the lock, a burst of guesses would all pass before the first one
// counts. (What all clients may do together can so be exceeded by the few that
// the queue for hashes holds.) The store keeps order between processes.
type nameLocks struct {
	mu    sync.Mutex
	locks map[tally]*nameLock
}

type nameLock struct {
	held  chan struct{}
	users int
}

func newNameLocks() *nameLocks { return &nameLocks{locks: map[tally]*nameLock{}} }

// lock waits for its turn; the caller must unlock. Its error is
// fault.TooManyRequests when too many wait already, and fault.Unavailable when
// ctx ended first.
func (l *nameLocks) lock(ctx context.Context, t tally) (unlock func(), err error) {
	k := l.enter(t)
	if k == nil {
		return nil, fault.New(fault.TooManyRequests, "Too many attempts at once for this user name. Wait for the others to be answered.").After(time.Second)
	}
	select {
	case k.held <- struct{}{}:
		return func() { <-k.held; l.leave(t, k) }, nil
	case <-ctx.Done():
		l.leave(t, k)
		return nil, unavailable(ctx.Err())
	}
}

// enter answers nil when there is no room to wait.
func (l *nameLocks) enter(t tally) *nameLock {
	l.mu.Lock()
	defer l.mu.Unlock()
	k := l.locks[t]
	if k == nil {
		k = &nameLock{held: make(chan struct{}, 1)}
		l.locks[t] = k
	}
	if k.users > waitForTurn {
		return nil
	}
	k.users++
	return k
}

func (l *nameLocks) leave(t tally, k *nameLock) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if k.users--; k.users == 0 {
		delete(l.locks, t)
	}
}
