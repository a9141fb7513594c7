package picture

import (
	"context"
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/semaphore"
)

// DefaultBudget is what all pictures being worked on may take together, unless
// SetBudget says otherwise.
const DefaultBudget = 256 << 20

// headroom is what the process may take besides the budget before the
// collector is in a hurry.
const headroom = 72 << 20

var budget = struct {
	once sync.Once
	size atomic.Int64
	sem  *semaphore.Weighted
}{}

// SetBudget sets the process's budget in bytes, once, before the first
// Acquire; a later call changes nothing and reports false.
//
// With the budget goes a soft limit of 72 MiB more on the memory of the whole
// process, unless GOMEMLIMIT or the program has set one: left alone, the
// collector lets garbage double what lives.
func SetBudget(bytes int64) bool {
	set := false
	budget.once.Do(func() {
		openBudget(max(bytes, 1))
		set = true
	})
	return set
}

func openBudget(bytes int64) {
	budget.size.Store(bytes)
	budget.sem = semaphore.NewWeighted(bytes)
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(bytes + headroom)
	}
}

// Budget is what all pictures being worked on may take together, in bytes.
func Budget() int64 {
	budget.once.Do(func() { openBudget(DefaultBudget) })
	return budget.size.Load()
}

// Acquire waits until info.Memory fits into what is left of the process's
// budget, first come first served; a picture larger than the budget waits for
// all of it and then has it alone. It returns ctx's error when ctx ends
// first. release gives the share back and may be called more than once.
//
// Decode, Thumbnail and the operations do not acquire: whoever handles a
// picture does so once, before Decode, and releases after Encode. Acquiring
// twice for one picture can wait for itself.
func Acquire(ctx context.Context, info Info) (release func(), err error) {
	s, err := AcquireBytes(ctx, info.Memory())
	if err != nil {
		return nil, err
	}
	return s.Release, nil
}

// Share is a part of the process's budget, which is given back in one piece or
// in two.
type Share struct{ bytes atomic.Int64 }

// AcquireBytes is Acquire for so many bytes.
func AcquireBytes(ctx context.Context, bytes int64) (*Share, error) {
	size := Budget()
	n := min(max(bytes, 1), size)
	if err := budget.sem.Acquire(ctx, n); err != nil {
		return nil, err
	}
	collectBefore(n, size)
	s := &Share{}
	s.bytes.Store(n)
	return s, nil
}

// Split parts so many bytes from the share, all it has at most.
func (s *Share) Split(bytes int64) *Share {
	part := &Share{}
	for {
		all := s.bytes.Load()
		n := min(max(bytes, 0), all)
		if s.bytes.CompareAndSwap(all, all-n) {
			part.bytes.Store(n)
			return part
		}
	}
}

// Release gives back what the share still has. It may be called more than once.
func (s *Share) Release() { budget.sem.Release(s.bytes.Swap(0)) }

// collectBefore frees the pictures of earlier holders when the heap, with n
// more, would outgrow the budget: the collector by itself lets it double
// first. Pixels hold no pointers, so this takes about a millisecond.
func collectBefore(n, size int64) {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	if sample[0].Value.Kind() == metrics.KindUint64 && int64(sample[0].Value.Uint64())+n > size {
		runtime.GC()
	}
}
