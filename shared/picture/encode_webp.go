package picture

import (
	"context"
	"image"

	"github.com/reverie-image/reverie/shared/webp"
)

// webpHeader is what a WebP's headers say of how it was coded.
type webpHeader struct {
	lossless bool
	quality  int // 1 to 100, or 0 where it is not known
	moves    bool
	loops    int          // how often it plays, 0 without end
	frames   []webp.Frame // not yet decoded
}

// writeWebP is the picture as a WebP file: without loss where that is how it
// came, in a WebP or another format, and no quality was asked for; with the
// quality that a lossy WebP had.
func (p *Picture) writeWebP(ctx context.Context) ([]byte, error) {
	meta := p.head.meta
	meta.forColour()
	o := webp.Options{Quality: p.wish.quality, Lossless: p.wish.quality == 0 && p.head.webp.lossless, ICC: meta.icc}
	if o.Quality == 0 {
		o.Quality = p.head.webp.quality
	}
	if p.head.Orientation > 1 {
		o.EXIF = exifWith(p.head.Orientation)
	}
	var data []byte
	var err error
	if p.frames() > 1 {
		data, err = p.encodeWebPFilm(ctx, o)
	} else {
		var m *image.NRGBA
		if m, err = p.nrgba(ctx); err == nil {
			data, err = webp.Encode(ctx, m, o)
		}
	}
	if err != nil {
		return nil, encodeError(ctx, err, WebP)
	}
	return data, nil
}
