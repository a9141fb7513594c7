package picture

import "math"

// density is how many pixels there are to a length, across and down as they are
// stored; to none, only how the two relate counts. Neither is 0.
type density struct {
	per  length
	x, y ratio
}

// length is what pixels are counted on. The first three are JFIF's units.
type length byte

const (
	noLength length = iota
	inch
	centimetre
	metre
)

// toMetre is how often a length goes into a metre; an inch has 0.0254 of it.
var toMetre = [...]float64{noLength: 1, inch: 5000. / 127, centimetre: 100, metre: 1}

// ratio is a number as TIFF has it.
type ratio struct{ num, den uint32 }

func (r ratio) float() float64 { return float64(r.num) / float64(r.den) }

// newDensity is nil where one of the numbers is none.
func newDensity(per length, x, y ratio) *density {
	if x.num == 0 || x.den == 0 || y.num == 0 || y.den == 0 {
		return nil
	}
	return &density{per, x, y}
}

// wholeDensity is newDensity of whole numbers.
func wholeDensity(per length, x, y uint32) *density {
	return newDensity(per, ratio{x, 1}, ratio{y, 1})
}

// turned is the density of the picture with its rows as columns.
func (d *density) turned() *density {
	if d == nil {
		return nil
	}
	return &density{d.per, d.y, d.x}
}

// square says that pixels are as wide as they are high.
func (d *density) square() bool { return d.x.float() == d.y.float() }

// to gives whole pixels to a length, the nearest, if there are 1 to most.
func (d *density) to(per length, most float64) (x, y uint32, ok bool) {
	if (d.per == noLength) != (per == noLength) {
		return 0, 0, false
	}
	f := toMetre[d.per] / toMetre[per]
	a, b := math.Round(f*d.x.float()), math.Round(f*d.y.float())
	if min(a, b) < 1 || max(a, b) > most {
		return 0, 0, false
	}
	return uint32(a), uint32(b), true
}

// A whole number to the metre is rounded, and by some writers cut: Photoshop's
// 72 to the inch are 2834.
const rounded, cut = 0.5, 1.0

// near says that x and y pixels to a length are d, within so many to the metre.
func (d *density) near(per length, x, y uint32, within float64) bool {
	f, g := toMetre[d.per], toMetre[per]
	return math.Abs(f*d.x.float()-g*float64(x)) <= within && math.Abs(f*d.y.float()-g*float64(y)) <= within
}

// exactly says that d is whole numbers, none above most.
func (d *density) exactly(most float64) bool {
	x, y, ok := d.to(d.per, most)
	return ok && float64(x) == d.x.float() && float64(y) == d.y.float()
}

// jfif is d as a JFIF segment holds it (JFIF 1.02): as it is, to an inch or a
// centimetre if these are near, or the nearest to an inch.
func (d *density) jfif() (units length, x, y uint32) {
	const most = math.MaxUint16
	if d.per != metre && d.exactly(most) {
		return d.per, d.x.num / d.x.den, d.y.num / d.y.den
	}
	for _, per := range []length{inch, centimetre} {
		if x, y, ok := d.to(per, most); ok && d.near(per, x, y, rounded) {
			return per, x, y
		}
	}
	if x, y, ok := d.to(inch, most); ok {
		return inch, x, y
	}
	x, y = d.aspect(most)
	return noLength, x, y
}

// phys is d as a pHYs chunk holds it: to a metre, or to nothing.
func (d *density) phys() (x, y uint32, perMetre bool) {
	const most = math.MaxInt32
	if x, y, ok := d.to(metre, most); ok {
		return x, y, true
	}
	x, y = d.aspect(most)
	return x, y, false
}

// aspect is how x and y relate, in whole numbers up to most.
func (d *density) aspect(most float64) (x, y uint32) {
	switch {
	case d.exactly(most):
		return d.x.num / d.x.den, d.y.num / d.y.den
	case d.square():
		return 1, 1
	}
	a, b := d.x.float(), d.y.float()
	f := most / max(a, b)
	return uint32(max(math.Round(a*f), 1)), uint32(max(math.Round(b*f), 1))
}

// tiff is d in units that TIFF has (TIFF 6.0, page 38): what is to the metre
// becomes dots per inch where these are near.
func (d *density) tiff() density {
	if d.per != metre {
		return *d
	}
	within := cut
	if d.x.num%100 == 0 && d.y.num%100 == 0 {
		within = rounded // whole centimetres are as likely
	}
	if x, y, ok := d.to(inch, math.MaxUint32); ok && d.near(inch, x, y, within) {
		return *wholeDensity(inch, x, y)
	}
	return density{centimetre, ratio{d.x.num, 100 * d.x.den}, ratio{d.y.num, 100 * d.y.den}}
}
