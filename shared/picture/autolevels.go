package picture

import (
	"context"
	"image"
	"image/color"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/pixel"
)

// AutoLevels stretches the tones so that they reach from none to full, but for
// share percent of the pixels at either end, 0 to 20, which are clipped. It is
// one stretch for all colours, by luma; or with byColour one for each of red,
// green and blue, which also takes out a cast. An animation is stretched as a
// whole. A picture of one tone stays as it is.
func (p *Picture) AutoLevels(ctx context.Context, share float64, byColour bool) (err error) {
	defer guardOperation(&err)
	if !(share >= 0 && share <= 20) {
		return fault.New(fault.InvalidParameters, "The share is %v %%; it must be from 0 to 20.", share)
	}
	if err := p.pixels(ctx); err != nil {
		return err
	}
	counts, err := p.histograms(ctx, byColour)
	if err != nil {
		return err
	}
	luma := stretch(counts.Luma, share/100)
	ycc, planar := p.still.(*image.YCbCr)
	switch {
	case planar && byColour:
		return pixel.Curves(ctx, ycc, &pixel.Tables{
			table(stretch(counts.Red, share/100)), table(stretch(counts.Green, share/100)), table(stretch(counts.Blue, share/100)),
		})
	case planar:
		return pixel.Linear(ctx, ycc, luma.k, 255*luma.offset)
	case !byColour || p.isGray():
		return p.applyCurve(ctx, luma.curve())
	}
	return p.applyCurves(ctx, [3]curve{
		stretch(counts.Red, share/100).curve(), stretch(counts.Green, share/100).curve(), stretch(counts.Blue, share/100).curve(),
	})
}

// histograms counts the pixels of all frames.
func (p *Picture) histograms(ctx context.Context, colours bool) (*pixel.Histograms, error) {
	switch m := p.still.(type) {
	case *image.YCbCr:
		h := pixel.NewHistograms(false)
		return h, h.AddYCbCr(ctx, m, colours)
	case *image.Paletted:
		h := pixel.NewHistograms(false)
		return h, countPalette(ctx, h, m)
	case nil:
		h := pixel.NewHistograms(false)
		for _, frame := range p.anim.Image {
			if err := countPalette(ctx, h, frame); err != nil {
				return nil, err
			}
		}
		return h, nil
	}
	r := pixel.Of(p.still)
	h := pixel.NewHistograms(r.Deep)
	return h, h.Add(ctx, r)
}

func countPalette(ctx context.Context, h *pixel.Histograms, m *image.Paletted) error {
	var n [256]uint64
	for y := range m.Rect.Dy() {
		for _, i := range m.Pix[y*m.Stride:][:m.Rect.Dx()] {
			n[i]++
		}
	}
	for i, v := range m.Palette {
		if c := color.NRGBAModel.Convert(v).(color.NRGBA); c.A > 0 {
			h.Count(uint32(c.R), uint32(c.G), uint32(c.B), n[i&255])
		}
	}
	return ctx.Err()
}

// ramp is what a stretch makes of a value, as 0…1: k × v + offset.
type ramp struct{ k, offset float64 }

func stretch(h pixel.Histogram, share float64) ramp {
	low, high := h.Range(share)
	if low == high {
		return ramp{1, 0}
	}
	k := float64(len(h)-1) / float64(high-low)
	return ramp{k, -k * float64(low) / float64(len(h)-1)}
}

func (r ramp) curve() curve { return newCurve(func(v float64) float64 { return r.k*v + r.offset }) }

func table(r ramp) pixel.Table { return r.curve().b }

// applyCurves is applyCurve with one for each of red, green and blue, on
// pictures that hold these.
func (p *Picture) applyCurves(ctx context.Context, c [3]curve) error {
	onColour := func(n color.NRGBA) color.NRGBA { return color.NRGBA{c[0].b[n.R], c[1].b[n.G], c[2].b[n.B], n.A} }
	if p.anim != nil {
		return p.mapPalettes(ctx, onColour)
	}
	switch m := p.still.(type) {
	case *image.Paletted:
		m.Palette = mapPalette(m.Palette, onColour)
	case *image.NRGBA:
		return pixel.Rows(ctx, m.Rect.Dy(), func(y int) {
			for row := m.Pix[y*m.Stride:][:4*m.Rect.Dx()]; len(row) >= 4; row = row[4:] {
				row[0], row[1], row[2] = c[0].b[row[0]], c[1].b[row[1]], c[2].b[row[2]]
			}
		})
	case *image.NRGBA64:
		t := [3]*[65536]uint16{c[0].w(), c[1].w(), c[2].w()}
		return pixel.Rows(ctx, m.Rect.Dy(), func(y int) {
			for row := m.Pix[y*m.Stride:][:8*m.Rect.Dx()]; len(row) >= 8; row = row[8:] {
				for k := range 3 {
					v := t[k][be16(row[2*k:])]
					row[2*k], row[2*k+1] = byte(v>>8), byte(v)
				}
			}
		})
	}
	return ctx.Err()
}
