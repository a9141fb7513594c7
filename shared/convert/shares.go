package convert

import (
	"context"
	"sync"

	"github.com/reverie-image/reverie/shared/picture"
)

// shares are a conversion's part of the process's memory in pieces, so that what
// its result takes can be kept when the rest is given back. Each is half of what
// was left by those before it: what is kept is more than was wanted by at most a
// sixteenth of all.
type shares struct {
	mu     sync.Mutex
	pieces []piece // the largest first
}

type piece struct {
	bytes   int64
	release func()
}

const halvings = 4

// takingShares lets one conversion after the other take its pieces: two that had
// some each would wait for each other.
var takingShares = make(chan struct{}, 1)

// takeShares waits for a share of so many bytes, or of all there are.
func takeShares(ctx context.Context, bytes int64) (*shares, error) {
	select {
	case takingShares <- struct{}{}:
		defer func() { <-takingShares }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	s := &shares{}
	left := min(max(bytes, 1), picture.Budget())
	for i := 0; left > 0; i++ {
		n := left
		if i < halvings && left > 1 {
			n = left / 2
		}
		release, err := picture.Acquire(ctx, picture.Info{}.WithBytes(n))
		if err != nil {
			s.release()
			return nil, err
		}
		s.pieces = append(s.pieces, piece{n, release})
		left -= n
	}
	return s, nil
}

// keep parts pieces of at least so many bytes, or all there are, from the shares;
// release gives them back.
func (s *shares) keep(bytes int64) (release func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	smaller := int64(0) // than the piece at hand, together
	for _, p := range s.pieces {
		smaller += p.bytes
	}
	kept, rest := &shares{}, []piece(nil)
	for _, p := range s.pieces {
		smaller -= p.bytes
		if bytes > smaller {
			kept.pieces = append(kept.pieces, p)
			bytes -= p.bytes
		} else {
			rest = append(rest, p)
		}
	}
	s.pieces = rest
	return kept.release
}

// release gives back what has not been kept. Further calls do nothing.
func (s *shares) release() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, p := range s.pieces {
		p.release()
	}
	s.pieces = nil
}
