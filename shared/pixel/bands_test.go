package pixel

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
)

func TestBandsWorkOnEachRowOnce(t *testing.T) {
	for _, h := range []int{0, 1, 7, 64, 65, 1000} {
		rows := make([]atomic.Int32, h)
		if err := Bands(t.Context(), h, 7, func(y0, y1 int) error {
			for y := y0; y < y1; y++ {
				rows[y].Add(1)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for y := range rows {
			if n := rows[y].Load(); n != 1 {
				t.Errorf("row %d of %d: %d times", y, h, n)
			}
		}
	}
}

func TestBandsGiveErrorsBack(t *testing.T) {
	broken := errors.New("broken")
	if err := Bands(t.Context(), 900, 1, func(y, _ int) error {
		if y == 450 {
			return broken
		}
		return nil
	}); !errors.Is(err, broken) {
		t.Errorf("an error: %v", err)
	}
	var panicked *PanicError
	if err := Rows(t.Context(), 900, func(y int) {
		if y == 450 {
			panic("a kernel's fault")
		}
	}); !errors.As(err, &panicked) || panicked.Value != "a kernel's fault" || !strings.Contains(err.Error(), "bands_test.go") {
		t.Errorf("a panic: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	seen := atomic.Int32{}
	err := Bands(ctx, 1<<20, 1, func(int, int) error {
		if seen.Add(1) == 10 {
			cancel()
		}
		return nil
	})
	if !errors.Is(err, context.Canceled) || seen.Load() > 1000 {
		t.Errorf("cancelled: %v after %d bands", err, seen.Load())
	}
}
