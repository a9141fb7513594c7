package picture

import (
	"context"
	"image"
	"slices"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/pixel"
)

// OutputFormats are the formats that Encode can be asked for.
func OutputFormats() []Format { return []Format{JPEG, PNG, GIF, WebP, TIFF, BMP} }

// wish is what Encode was asked for; its zero value is the file's own format
// and quality.
type wish struct {
	format  Format
	quality int
}

// SetFormat makes Encode write another format than the file's. What that cannot
// hold is resolved as people expect: transparency is laid on white for JPEG and
// BMP, of an animation the first frame is taken for all but GIF, PNG and WebP,
// 16 bits become 8 for all but PNG and TIFF, a still gets a palette for GIF, and an EXIF
// orientation that the format has no place for is applied. A format that there
// is no encoder for is a fault.InvalidParameters.
func (p *Picture) SetFormat(f Format) error {
	if !slices.Contains(OutputFormats(), f) {
		return fault.New(fault.InvalidParameters, "Pictures are not written as %s. Choose one of jpeg, png, gif, webp, tiff and bmp.", f.Name())
	}
	p.wish.format = f
	return nil
}

// SetQuality makes Encode write a JPEG or a WebP with a quality from 1 to 100,
// as the usual encoders scale it, in place of the quality that the file had; a
// WebP then has loss. Formats without loss take no notice.
func (p *Picture) SetQuality(quality int) error {
	if quality < 1 || quality > 100 {
		return fault.New(fault.InvalidParameters, "The quality is %d; it must be from 1 to 100.", quality)
	}
	p.wish.quality = quality
	return nil
}

// usualQuality is that of a JPEG made of a picture of another format.
const usualQuality = 85

// grant makes the picture one that can be written as was wished.
func (p *Picture) grant(ctx context.Context) error {
	w := p.wish
	if w.format == "" && w.quality == 0 {
		return nil
	}
	if w.format == p.head.Format && w.quality == 0 && p.coded != nil {
		return nil
	}
	if err := p.pixels(ctx); err != nil {
		return err
	}
	if w.format == "" || w.format == p.outputFormat() {
		return nil
	}
	if err := p.become(ctx, w.format); err != nil {
		return err
	}
	if w.format == JPEG && w.quality == 0 && p.head.jpeg == nil {
		p.wish.quality = usualQuality
	}
	p.head.Format = w.format
	return nil
}

// become changes the pixels and the side information to what f can hold.
func (p *Picture) become(ctx context.Context, f Format) error {
	if p.frames() > 1 && moves(f) {
		return p.moveAs(ctx, f)
	}
	if p.film != nil {
		first := p.firstShown()
		p.gray = p.isGray()
		p.still, p.film = first, nil
		p.head.Frames, p.head.Depth, p.head.Alpha = 1, 8, !first.Opaque()
	}
	if p.anim != nil {
		first := newCanvas(p.anim).show(0)
		p.still, p.anim = first, nil
		p.head.Frames, p.head.Alpha = 1, !first.Opaque()
	}
	if f == GIF {
		m, err := p.nrgba(ctx)
		if err != nil {
			return err
		}
		p.still, p.anim = nil, single(quantise(upright(m, p.head.Orientation)))
		p.stand()
		return nil
	}
	_, planes := p.still.(*image.YCbCr)
	_, gray := p.still.(*image.Gray)
	pal, _ := p.still.(*image.Paletted)
	switch {
	case f == JPEG && !planes && !gray, f == BMP && !gray:
		if err := p.flatten(ctx); err != nil {
			return err
		}
	case f == WebP, f == TIFF && (planes || pal != nil && !pal.Opaque()): // TIFF's encoder is slow on planes, and its palettes are opaque
		m, err := p.nrgba(ctx)
		if err != nil {
			return err
		}
		p.still = m
		if f == WebP {
			p.gray, p.head.Depth, p.head.Alpha = false, 8, !m.Opaque()
			p.head.webp = webpHeader{lossless: p.head.jpeg == nil}
		}
	}
	if f == BMP && p.head.Orientation > 1 {
		m, err := p.nrgba(ctx)
		if err != nil {
			return err
		}
		p.still = upright(m, p.head.Orientation)
		p.stand()
	}
	p.carryProfile(f)
	return nil
}

// flatten lays a still on white, at 8 bits; grays stay grays.
func (p *Picture) flatten(ctx context.Context) error {
	_, deep := p.still.(*image.Gray16)
	gray := deep || p.gray
	m, err := p.nrgba(ctx)
	if err != nil {
		return err
	}
	p.still, p.gray, p.head.Alpha, p.head.Depth = m, false, false, 8
	var luma *image.Gray
	if gray {
		luma = image.NewGray(m.Rect)
		p.still = luma
	}
	return pixel.Rows(ctx, m.Rect.Dy(), func(y int) {
		row := m.Pix[y*m.Stride:][:4*m.Rect.Dx()]
		for x := 0; x < len(row); x += 4 {
			if a := uint32(row[x+3]); a < 255 {
				for k := range 3 {
					row[x+k] = uint8((uint32(row[x+k])*a + 255*(255-a) + 127) / 255)
				}
				row[x+3] = 255
			}
			if gray {
				luma.Pix[y*luma.Stride+x/4] = row[x]
			}
		}
	})
}
