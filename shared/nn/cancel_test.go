package nn

import (
	"context"
	"errors"
	"testing"
)

// TestEndIsHeardWithinAnOperation: the end of the context is heard between the
// pieces of an operation, not after it.
func TestEndIsHeardWithinAnOperation(t *testing.T) {
	reason := errors.New("enough")
	for _, rows := range []int{1, 40, 5000} {
		ctx, end := context.WithCancelCause(t.Context())
		done := 0
		parallel(ctx, rows, func(i int) {
			if i == 0 {
				end(reason)
			}
			if ctx.Err() == nil {
				done++
			}
		})
		if done > 0 {
			t.Errorf("of %d pieces %d were begun after the end", rows, done)
		}
	}
	largest := 0
	chunks(t.Context(), 1, 1, func(from, to int) { largest = max(largest, to-from) })
	for _, rows := range []int{100, 100_000} {
		sizes := make([]int, rows)
		chunks(t.Context(), rows, 2, func(from, to int) { sizes[from] = to - from })
		for _, n := range sizes {
			largest = max(largest, n)
		}
	}
	if largest > 16 {
		t.Errorf("a piece of %d rows goes on without its context", largest)
	}
}

// TestEndedPlan: what was left out is no result.
func TestEndedPlan(t *testing.T) {
	g := everything()
	ended, end := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	end(reason)
	bed := newBed(t, g, Config{Height: 50, Width: 67, Targets: []int{last(g)}, Gradient: true}, 40)
	if err := bed.Forward(ended); !errors.Is(err, reason) {
		t.Errorf("forward: %v", err)
	}
	if err := bed.Backward(ended); !errors.Is(err, reason) {
		t.Errorf("back: %v", err)
	}
	step := []step{{run: func(context.Context) { end(reason) }}}
	ctx, stop := context.WithCancelCause(t.Context())
	end = stop
	if err := run(ctx, step); !errors.Is(err, reason) {
		t.Errorf("an end in the last operation: %v", err)
	}
}
