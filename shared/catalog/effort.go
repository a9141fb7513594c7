package catalog

import (
	"errors"
	"fmt"
	"slices"

	"github.com/reverie-image/reverie/shared/fault"
)

// Effort is how much work a converter is that is an operation on pixels: too
// little for a [Cost], which has a budget and a place on the page, but it adds up
// in a recipe. Decoding and encoding are no part of it.
//
//	seconds = frames × pixels × (Pixel or Plane) × Π factor / 10⁹
//
// on a core of 2.5 GHz, where the pixels are those of the picture or of the
// result, whichever has more.
type Effort struct {
	// Pixel is of pixels of red, green, blue and alpha; Plane of those of a JPEG,
	// whose colours are fewer, and of gray alone. Both in nanoseconds.
	Pixel   float64  `json:"pixel_ns"`
	Plane   float64  `json:"plane_ns"`
	Factors []Factor `json:"factors,omitempty"`
	// Size says how the result's size follows from the parameters; empty where it
	// is the picture's.
	Size Sizing `json:"size,omitempty"`
	// Gray says that of the colours only gray is left.
	Gray bool `json:"gray,omitempty"`
}

// Sizing is a rule by which a converter's parameters say how large its result is.
// They are known by their names and types, which are those of the shipped
// converters called so.
type Sizing string

// The rules.
const (
	SizeResize Sizing = "resize" // width and height, integers, and fit
	SizeCrop   Sizing = "crop"   // x, y, width and height, numbers, unit and aspect
	SizeRotate Sizing = "rotate" // angle, a number
)

// sizing is what parameters each rule wants.
var sizing = map[Sizing]map[string]Type{
	"":         {},
	SizeResize: {"width": Integer, "height": Integer, "fit": String},
	SizeCrop:   {"x": Number, "y": Number, "width": Number, "height": Number, "unit": String, "aspect": String},
	SizeRotate: {"angle": Number},
}

// Nanoseconds is what one pixel takes.
func (e Effort) Nanoseconds(planes bool, v Values) float64 {
	n := e.Pixel
	if planes {
		n = e.Plane
	}
	for _, f := range e.Factors {
		n *= f.of(v[f.Parameter])
	}
	return n
}

func (d Descriptor) validateEffort() error {
	e := d.Effort
	if d.Cost != nil {
		return errors.New("there is a cost beside it")
	}
	if !positive(e.Pixel) || !positive(e.Plane) {
		return errors.New("pixel_ns and plane_ns must be positive numbers")
	}
	wants, ok := sizing[e.Size]
	if !ok {
		return fmt.Errorf("size %q is no rule", e.Size)
	}
	for name, t := range wants {
		if p, ok := d.parameter(name); !ok || p.Type != t {
			return fmt.Errorf("size %s wants a %s called %s", e.Size, t, name)
		}
	}
	return d.validateFactors(e.Factors)
}

// validateFactors checks that each is of a parameter of its own.
func (d Descriptor) validateFactors(factors []Factor) error {
	for i, f := range factors {
		p, ok := d.parameter(f.Parameter)
		if !ok || slices.ContainsFunc(factors[:i], func(g Factor) bool { return g.Parameter == f.Parameter }) {
			return fmt.Errorf("factor %q: no such parameter, or it is there twice", f.Parameter)
		}
		if err := f.validate(p); err != nil {
			return fmt.Errorf("factor %s: %w", f.Parameter, err)
		}
	}
	return nil
}

// OverBudget is the refusal of a conversion that would take too long. largest is
// what would fit, each by itself, and advice says it for people.
func OverBudget(seconds, budget float64, largest map[string]any, advice string) *fault.Error {
	return fault.New(fault.InvalidParameters, "This would take about %s; one job may take %s. %s", about(seconds), about(budget), advice).
		With("estimate_seconds", rounded(seconds)).With("budget_seconds", budget).With("largest", largest)
}

// LargestSize is the largest size of the shape of width × height that is within
// something, the size itself where it is. It is 0, 0 where not even one with a
// longer side of a pixel is.
func LargestSize(width, height int, within func(w, h int) bool) (w, h int) {
	if width < 1 || height < 1 || within(width, height) {
		return width, height
	}
	long := max(width, height)
	size := func(n int) (int, int) { return max(1, width*n/long), max(1, height*n/long) }
	if !within(1, 1) {
		return 0, 0
	}
	lo, hi := 1, long // of the longer side: the largest that fits, and the least that does not
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; within(size(mid)) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return size(lo)
}
