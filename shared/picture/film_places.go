package picture

import (
	"context"
	"image"

	"github.com/reverie-image/reverie/shared/png"
)

// flipFilm mirrors each frame and its place by flip, left to right or over.
func (p *Picture) flipFilm(ctx context.Context, over bool) error {
	for i := range p.film.parts {
		at := &p.film.parts[i]
		q := Picture{still: p.partOf(*at)} // worked on in place
		var err error
		if over {
			at.At.Y = p.film.h - at.At.Y - at.h
			err = q.flipRows(ctx)
		} else {
			at.At.X = p.film.w - at.At.X - at.w
			err = q.flipColumns(ctx)
		}
		if err != nil {
			return err
		}
	}
	p.film.pad(p.still)
	return nil
}

func (p *Picture) transposeFilm(ctx context.Context) error {
	f := p.film
	f.w, f.h = f.h, f.w
	all := make([]image.Image, len(f.parts))
	for i := range f.parts {
		at := &f.parts[i]
		at.At.X, at.At.Y, at.Filters = at.At.Y, at.At.X, nil
		var err error
		if all[i], err = transposed(ctx, p.partOf(*at)); err != nil {
			return err
		}
	}
	return p.splice(ctx, all)
}

// cropFilm cuts each frame where it lies. Where nothing would be left of one,
// all become whole first: its time must pass.
func (p *Picture) cropFilm(ctx context.Context, r image.Rectangle) error {
	for _, at := range p.film.parts {
		if !at.place().Overlaps(r) {
			if err := p.eachShown(ctx, func(m *image.NRGBA) (*image.NRGBA, error) { return m, nil }); err != nil {
				return err
			}
			break
		}
	}
	f := p.film
	f.w, f.h = r.Dx(), r.Dy()
	all := make([]image.Image, len(f.parts))
	for i := range f.parts {
		at := &f.parts[i]
		left := at.place().Intersect(r)
		all[i] = png.Part(p.still, left.Sub(at.At).Add(image.Pt(0, at.y)))
		at.At, at.Filters = left.Min.Sub(r.Min), nil
	}
	return p.splice(ctx, all)
}

// place is where a frame lies in the whole.
func (at part) place() image.Rectangle {
	return image.Rect(0, 0, at.w, at.h).Add(at.At)
}
