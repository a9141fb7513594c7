package catalog

import (
	"errors"
	"fmt"
	"math"
)

// Windows says that a converter works on a picture at several sizes, and on more
// than the picture: on what surrounds it, and in overlapping tiles where it is
// large. The megapixels of its [Cost] are then those of all windows: for size
// i = 0, 1, … of width / Ratioⁱ × height / Ratioⁱ, rounded and at least 1 × 1,
//
//	megapixels = Σ Repeatⁱ × tiles × (tile's width + border) × (tile's height + border) / 1000²
//
// with both sides of a window rounded up to a multiple of Grid. Sizes are as many
// as Count, or the value of the parameter Sizes; one with a side below Smallest is
// left out, but for the largest. A window over Most megapixels is cut: its longer
// side into one more part, rounded up to a multiple of Grid, and again, until it
// is within, or the tile within Least × Least. The border is Border, of a part of
// a picture Overlap, and all windows of a picture in parts count Again times.
type Windows struct {
	Sizes    string  `json:"sizes,omitempty"` // an integer parameter
	Count    int     `json:"count,omitempty"` // without one
	Ratio    float64 `json:"ratio"`           // above 1
	Repeat   float64 `json:"repeat"`          // at least 1: how much more a size is worked on than the next larger one
	Smallest int     `json:"smallest"`        // pixels
	Border   int     `json:"border"`          // pixels, of both edges together
	Overlap  int     `json:"overlap"`         // pixels, of both edges together
	Grid     int     `json:"grid"`            // pixels
	Least    int     `json:"least"`           // pixels
	Again    float64 `json:"again"`           // at least 1
	// Most is in megapixels: what the table Table says for the value of the
	// parameter By, or the one number Most.
	Most  float64            `json:"most,omitempty"`
	By    string             `json:"by,omitempty"`
	Table map[string]float64 `json:"table,omitempty"`
}

// pixels is how many there are in the windows of all sizes of a picture.
func (w *Windows) pixels(width, height int, v Values) (sum float64) {
	count, most := w.Count, w.Most
	if w.Sizes != "" {
		n, _ := number(v[w.Sizes])
		count = int(n)
	}
	if w.By != "" {
		most = w.Table[key(v[w.By])]
	}
	for i, f, times := 0, 1.0, 1.0; i < count; i, f, times = i+1, f/w.Ratio, times*w.Repeat {
		a, b := max(1, int(math.Round(float64(width)*f))), max(1, int(math.Round(float64(height)*f)))
		if i > 0 && min(a, b) < w.Smallest {
			break
		}
		sum += times * w.cut(a, b, most*1e6)
	}
	return sum
}

// cut is how many pixels there are in the windows of one size.
func (w *Windows) cut(width, height int, most float64) float64 {
	up := func(n int) int { return (n + w.Grid - 1) / w.Grid * w.Grid }
	tileW, tileH, border, again := width, height, w.Border, 1.0
	for nx, ny := 1, 1; ; {
		window := float64(up(tileW+border)) * float64(up(tileH+border))
		if window <= most || max(tileW, tileH) <= w.Least {
			tiles := float64((width+tileW-1)/tileW) * float64((height+tileH-1)/tileH)
			return again * tiles * window
		}
		border, again = w.Overlap, w.Again
		if tileW >= tileH {
			nx++
		} else {
			ny++
		}
		tileW, tileH = up((width+nx-1)/nx), up((height+ny-1)/ny)
	}
}

// maxSizes bounds how many sizes a picture may be worked on at.
const maxSizes = 64

func (w *Windows) validate(d Descriptor) error {
	if min(w.Border, w.Overlap, w.Smallest) < 0 || w.Grid < 1 || w.Least < w.Grid || w.Overlap > maxBorder || w.Border > maxBorder {
		return errors.New("windows: border, overlap and smallest must not be negative, grid and least be 1 or more")
	}
	if !(w.Ratio > 1) || !(w.Repeat >= 1) || !(w.Again >= 1) || !positive(w.Ratio) || !positive(w.Repeat) || !positive(w.Again) {
		return errors.New("windows: the ratio must be above 1, repeat and again 1 or more")
	}
	if p, ok := d.parameter(w.Sizes); w.Sizes != "" && (!ok || p.Type != Integer || p.Min < 1 || p.Max > maxSizes || w.Count != 0) {
		return fmt.Errorf("windows: sizes %s must be an integer from 1 to %d, and count 0", w.Sizes, maxSizes)
	}
	if w.Sizes == "" && (w.Count < 1 || w.Count > maxSizes) {
		return fmt.Errorf("windows: count must be 1 to %d", maxSizes)
	}
	if w.By == "" {
		if !positive(w.Most) || w.Table != nil {
			return errors.New("windows: most must be a positive number where there is no table")
		}
		return nil
	}
	p, ok := d.parameter(w.By)
	if !ok || w.Most != 0 {
		return fmt.Errorf("windows: there is no parameter %s, or most beside it", w.By)
	}
	if err := (Factor{Table: w.Table}).validate(p); err != nil {
		return fmt.Errorf("windows: %w", err)
	}
	return nil
}

// maxBorder bounds what is added to a side, in pixels.
const maxBorder = 4096
