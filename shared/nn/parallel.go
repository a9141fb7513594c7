package nn

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
)

// parallel calls f for 0 … n−1 on as many threads as GOMAXPROCS allows. Which
// thread takes which number is chance, so f must not depend on it. A panic in f
// is handed on to the caller. When ctx ends the rest is left out.
func parallel(ctx context.Context, n int, f func(i int)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	if workers <= 1 {
		for i := range n {
			if ctx.Err() != nil {
				return
			}
			f(i)
		}
		return
	}
	var next atomic.Int64
	var failed atomic.Value
	work := func() {
		defer func() {
			if r := recover(); r != nil {
				failed.Store(fmt.Sprint(r))
			}
		}()
		for {
			i := int(next.Add(1)) - 1
			if i >= n || ctx.Err() != nil {
				return
			}
			f(i)
		}
	}
	var wg sync.WaitGroup
	for range workers - 1 {
		wg.Go(work)
	}
	work()
	wg.Wait()
	if r := failed.Load(); r != nil {
		panic(r)
	}
}

// chunks splits rows into pieces of at least least rows, several a thread, and
// calls f with the bounds of each. Pieces are so small that the end of ctx is
// heard soon.
func chunks(ctx context.Context, rows, least int, f func(from, to int)) {
	const most = 16
	pieces(ctx, rows, max(least, min(most, share(rows))), f)
}

// share is about an eighth of a thread's part of rows.
func share(rows int) int {
	return (rows + 8*runtime.GOMAXPROCS(0) - 1) / (8 * runtime.GOMAXPROCS(0))
}

func pieces(ctx context.Context, rows, size int, f func(from, to int)) {
	parallel(ctx, (rows+size-1)/size, func(i int) { f(i*size, min((i+1)*size, rows)) })
}

// Rows calls f for pieces of the rows 0 … rows−1, each of at least least, on as
// many threads as GOMAXPROCS allows. It is for work on pictures beside a plan.
func Rows(rows, least int, f func(from, to int)) {
	pieces(context.Background(), rows, max(least, share(rows)), f)
}
