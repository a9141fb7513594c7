package pixel

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// Bands calls work for rows 0…h in bands of n rows, the last of them shorter,
// on as many goroutines as there are processors. It returns the first error of
// any, and ctx's when that ends. A panic in work is a *PanicError.
func Bands(ctx context.Context, h, n int, work func(y0, y1 int) error) error {
	count := (h + n - 1) / n
	var next atomic.Int64
	run := func() (err error) {
		defer func() {
			if r := recover(); r != nil {
				err = &PanicError{r, debug.Stack()}
			}
		}()
		for {
			if err := ctx.Err(); err != nil {
				return err
			}
			i := int(next.Add(1)) - 1
			if i >= count {
				return nil
			}
			if err := work(i*n, min((i+1)*n, h)); err != nil {
				return err
			}
		}
	}
	workers := max(min(runtime.GOMAXPROCS(0), count), 1)
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for i := 1; i < workers; i++ {
		wg.Go(func() { errs[i] = run() })
	}
	errs[0] = run()
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// PanicError is a panic that ended a band, and where it came from.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v\n%s", e.Value, e.Stack) }

// BandRows is the height of a band where each row stands alone. It is a
// multiple of every chroma subsampling there is.
const BandRows = 64

// Rows is Bands for work on single rows.
func Rows(ctx context.Context, h int, work func(y int)) error {
	return Bands(ctx, h, BandRows, func(y0, y1 int) error {
		for y := y0; y < y1; y++ {
			work(y)
		}
		return nil
	})
}
