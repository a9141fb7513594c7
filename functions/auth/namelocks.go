package function

import (
	"context"
	"sync"
)

// nameLocks lets one request at a time of this process work on a user name.
// Between reading the count of failures and writing the next one lies a slow
// hash; without the lock, a burst of guesses would all pass before the first
// one counts. The store keeps order between processes.
type nameLocks struct {
	mu    sync.Mutex
	locks map[string]*nameLock
}

type nameLock struct {
	held  chan struct{}
	users int
}

func newNameLocks() *nameLocks { return &nameLocks{locks: map[string]*nameLock{}} }

// lock waits for its turn; the caller must unlock. Its error is
// fault.Unavailable: ctx ended first.
func (l *nameLocks) lock(ctx context.Context, username string) (unlock func(), err error) {
	name := nameHash(username)
	l.mu.Lock()
	k := l.locks[name]
	if k == nil {
		k = &nameLock{held: make(chan struct{}, 1)}
		l.locks[name] = k
	}
	k.users++
	l.mu.Unlock()
	leave := func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		if k.users--; k.users == 0 {
			delete(l.locks, name)
		}
	}
	select {
	case k.held <- struct{}{}:
		return func() { <-k.held; leave() }, nil
	case <-ctx.Done():
		leave()
		return nil, unavailable(ctx.Err())
	}
}
