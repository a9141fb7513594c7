package picture_test

import (
	"context"
	"errors"
	"image"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
	"github.com/reverie-image/reverie/shared/png"
)

// heavy are small files within the limits that take as much memory as any.
func heavy() map[string][]byte {
	return map[string][]byte{
		"50 MP PNG with alpha":           picturetest.FlatPNG(10000, 5000, 8, 6),
		"50 MP PNG":                      picturetest.FlatPNG(10000, 5000, 8, 0),
		"50 MP progressive gray JPEG":    picturetest.Progressive(10000, 5000, 1),
		"18 MP progressive JPEG":         picturetest.Progressive(6000, 3000, 3),
		"36 MP lossless WebP":            picturetest.FlatWebP(9000, 4000),
		"100 frames of a megapixel, GIF": picturetest.ManyFrames(1000, 1000, 100),
		"20 frames of a megapixel, PNG":  flatFilm(1000, 1000, 20),
		"20 frames of a megapixel, WebP": picturetest.MovingWebP(1000, 1000, 20),
	}
}

// flatFilm is an animated PNG of n equal frames.
func flatFilm(w, h, n int) []byte {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	im := &png.Image{Pixels: m, Animation: &png.Animation{}}
	for range n {
		im.Animation.Frames = append(im.Animation.Frames, png.Frame{Pixels: m})
	}
	data, err := png.Encode(ctx, im)
	if err != nil {
		panic(err)
	}
	return data
}

// TestEstimates decodes heavy pictures one by one and holds what was allocated
// against the estimate, which may be too high but not too low.
func TestEstimates(t *testing.T) {
	for name, data := range heavy() {
		t.Run(name, func(t *testing.T) {
			info, err := picture.Inspect(data, picture.DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			runtime.GC()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			p := decode(t, data)
			runtime.ReadMemStats(&after)
			runtime.KeepAlive(p)
			if used := int64(after.TotalAlloc - before.TotalAlloc); used > info.Memory()*11/10+1<<20 {
				t.Errorf("%d MB allocated, %d estimated", used>>20, info.Memory()>>20)
			}
		})
	}
}

// TestBudget throws heavy pictures at the process all at once: what lives at
// one time stays near the budget.
func TestBudget(t *testing.T) {
	stop, peak := make(chan struct{}), make(chan uint64)
	go func() {
		top := uint64(0)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			top = max(top, m.HeapInuse)
			select {
			case <-stop:
				peak <- top
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	var wg sync.WaitGroup
	for range 2 {
		for _, data := range heavy() {
			wg.Go(func() {
				info, err := picture.Inspect(data, picture.DefaultLimits())
				if err != nil {
					t.Error(err)
					return
				}
				release, err := picture.Acquire(ctx, info)
				if err != nil {
					t.Error(err)
					return
				}
				defer release()
				p, err := picture.Decode(ctx, data, picture.DefaultLimits())
				if err == nil {
					err = p.FlipHorizontal(ctx)
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
	}
	wg.Wait()
	close(stop)
	if top := <-peak; top > 360<<20 {
		t.Errorf("%d MB of heap at the peak", top>>20)
	} else {
		t.Logf("%d MB of heap at the peak", top>>20)
	}
}

func TestAcquireWaitsAndHearsTheContext(t *testing.T) {
	large, err := picture.Inspect(picturetest.FlatPNG(10000, 5000, 8, 6), picture.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if large = large.WithExtra(100); large.Memory() < picture.DefaultBudget {
		t.Fatalf("%d bytes are less than the budget", large.Memory())
	}
	release, err := picture.Acquire(ctx, large)
	if err != nil {
		t.Fatal(err)
	}
	soon, cancel := context.WithTimeout(ctx, 20*time.Millisecond)
	defer cancel()
	if _, err := picture.Acquire(soon, picture.Info{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v although the budget is spent", err)
	}
	release()
	release()
	again, err := picture.Acquire(ctx, large)
	if err != nil {
		t.Fatal(err)
	}
	again()
	if picture.SetBudget(1) {
		t.Error("the budget changed after its first use")
	}
}
