package style

import (
	"math"
	"testing"

	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// aim is a goal for a picture of a size with plans of so many bytes at most.
func aim(t *testing.T, w, h int, most int64) *goal {
	t.Helper()
	r := newRun(network(t), Defaults())
	r.most = most
	if err := r.prepare(w, h); err != nil {
		t.Fatal(err)
	}
	g, err := r.newGoal(t.Context(), waves(w, h, 9), waves(70, 60, 3))
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// TestGradient holds the gradient against central differences, in the middle of
// a picture: beyond its edges the mirrored picture counts as given.
func TestGradient(t *testing.T) {
	const side, middle = 192, 20
	g := aim(t, side, side, PlanMemory)
	img, gradient := waves(side, side, 5), dream.NewCanvas(side, side)
	if _, err := g.gradient(t.Context(), img, gradient); err != nil {
		t.Fatal(err)
	}
	way, slope, size := dream.NewCanvas(side, side), 0.0, 0.0
	for y := (side - middle) / 2; y < (side+middle)/2; y++ {
		for x := 3 * (side - middle) / 2; x < 3*(side+middle)/2; x++ {
			way.Row(y)[x] = gradient.Row(y)[x]
			slope += float64(gradient.Row(y)[x]) * float64(gradient.Row(y)[x])
			size = max(size, math.Abs(float64(gradient.Row(y)[x])))
		}
	}
	at := func(k float64) float64 {
		moved := clone(img)
		moved.Each(func(y int, row []float32) { kernel.Axpy(row, way.Row(y), float32(k/size)) })
		l, err := g.gradient(t.Context(), moved, dream.NewCanvas(side, side))
		if err != nil {
			t.Fatal(err)
		}
		return l.style + l.content + l.colours + l.rough
	}
	const step = 0.1 // of 255, where the gradient is largest
	if got, want := slope/size, (at(step)-at(-step))/(2*step); math.Abs(got-want) > 0.01*math.Abs(want) {
		t.Errorf("the gradient's slope is %.6g, by differences %.6g", got, want)
	}
}

// TestTiles: a picture that is worked on in tiles has the losses and the
// gradient of one that is not.
func TestTiles(t *testing.T) {
	const w, h = 250, 190
	whole, tiled := aim(t, w, h, PlanMemory), aim(t, w, h, 15<<20)
	if n := len(tiled.tiles.areas); n < 2 || len(whole.tiles.areas) != 1 {
		t.Fatalf("%d tiles instead of %d", n, len(whole.tiles.areas))
	}
	img, a, b := waves(w, h, 5), dream.NewCanvas(w, h), dream.NewCanvas(w, h)
	before, err := whole.gradient(t.Context(), img, a)
	if err != nil {
		t.Fatal(err)
	}
	after, err := tiled.gradient(t.Context(), img, b)
	if err != nil || math.Abs(after.style-before.style) > 1e-2*before.style || math.Abs(after.content-before.content) > 1e-3*before.content {
		t.Errorf("losses of %.5g in tiles, %.5g without, %v", after, before, err)
	}
	var off, size float64
	const edge = 24 // where the two know another margin
	for y := edge; y < h-edge; y++ {
		for x := 3 * edge; x < 3*(w-edge); x++ {
			d := float64(a.Row(y)[x]) - float64(b.Row(y)[x])
			off += d * d
			size += float64(a.Row(y)[x]) * float64(a.Row(y)[x])
		}
	}
	if off > 1e-4*size {
		t.Errorf("the gradient in tiles is off by %.3g of its size", math.Sqrt(off/size))
	}
}
