package style

import (
	"math"

	"github.com/reverie-image/reverie/shared/dream"
)

// Options are a transfer's parameters.
type Options struct {
	Layers   *Layers // nil for those that LayersOf chooses
	Strength float64 // of the style against the content, above 0; 10 to 40 is usual
	Scale    float64 // size of the style's features: its picture's size relative to the content's
	Steps    int     // at the largest size; smaller ones take more
	Palette  float64 // weight of the style's colours side by side, 0 or more
	Smooth   float64 // weight of smoothness, 0 or more
	Colours  Colours
	Seed     uint64 // of the noise that a transfer begins with
}

// Defaults are options that do well.
func Defaults() Options {
	return Options{Strength: 20, Scale: 1, Steps: 20, Palette: 0.03, Smooth: 5, Colours: StyleColours, Seed: 1}
}

// Colours says where a result's colours come from.
type Colours string

// Where colours come from.
const (
	StyleColours   Colours = "style"
	ContentColours Colours = "content"
)

// A picture is painted at a quarter of its size, at half and at all of it: what
// is large in a style comes about while the picture is small, and steps are
// cheap there.
const (
	halvings = 2
	// Sizes is how many there are where the smallest is large enough.
	Sizes = halvings + 1
	// SmallestSide is what the smallest size has at least, in pixels, but where the
	// picture has less.
	SmallestSide = 64
)

// size is one of those that a picture is painted at.
type size struct{ w, h, steps int }

// work is what its steps take, in pixels.
func (s size) work() float64 { return float64(s.w) * float64(s.h) * float64(s.steps) }

// sizes are those that the picture is painted at, from the smallest.
func (o Options) sizes(w, h int) (list []size) {
	for i := halvings; i >= 0; i-- {
		s := size{(w + 1<<i - 1) >> i, (h + 1<<i - 1) >> i, o.Steps << i}
		if i == 0 || min(s.w, s.h) >= SmallestSide {
			list = append(list, s)
		}
	}
	return list
}

// sized is the style's picture as it is to be seen beside a content of a size.
func (o Options) sized(style *dream.Canvas, s size) *dream.Canvas {
	f := o.Scale * math.Sqrt(float64(s.w)*float64(s.h)/(float64(style.W)*float64(style.H)))
	side := func(n int) int { return max(1, int(math.Round(f*float64(n)))) }
	return style.Resize(side(style.W), side(style.H))
}
