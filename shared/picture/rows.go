package picture

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// bandRows is how many rows are worked on between two looks at the context. It
// is a multiple of every chroma subsampling there is.
const bandRows = 64

// bands calls work for all rows 0…h in bands, on several goroutines, until it
// is done or ctx ends. A panic in any of them becomes the error.
func bands(ctx context.Context, h int, work func(y0, y1 int)) error {
	n := (h + bandRows - 1) / bandRows
	var next atomic.Int64
	run := func() (err error) {
		defer guardOperation(&err)
		for {
			if err := ctx.Err(); err != nil {
				return err
			}
			i := int(next.Add(1)) - 1
			if i >= n {
				return nil
			}
			work(i*bandRows, min((i+1)*bandRows, h))
		}
	}
	workers := min(runtime.GOMAXPROCS(0), n)
	errs := make([]error, workers)
	var wg sync.WaitGroup
	for i := 1; i < workers; i++ {
		wg.Go(func() { errs[i] = run() })
	}
	if workers > 0 {
		errs[0] = run()
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}

// eachRow is bands for work on single rows.
func eachRow(ctx context.Context, h int, work func(y int)) error {
	return bands(ctx, h, func(y0, y1 int) {
		for y := y0; y < y1; y++ {
			work(y)
		}
	})
}
