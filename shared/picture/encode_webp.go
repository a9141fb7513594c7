package picture

import (
	"context"

	"github.com/reverie-image/reverie/shared/webp"
)

// webpHeader is what a WebP's headers say of how it was coded.
type webpHeader struct {
	lossless bool
	quality  int // 1 to 100, or 0 where it is not known
}

// writeWebP is the picture as a WebP file: without loss where that is how it
// came, in a WebP or another format, and no quality was asked for; with the
// quality that a lossy WebP had.
func (p *Picture) writeWebP(ctx context.Context) ([]byte, error) {
	m, err := p.nrgba(ctx)
	if err != nil {
		return nil, err
	}
	meta := p.head.meta
	meta.forColour()
	o := webp.Options{Quality: p.wish.quality, Lossless: p.wish.quality == 0 && p.head.webp.lossless, ICC: meta.icc}
	if o.Quality == 0 {
		o.Quality = p.head.webp.quality
	}
	if p.head.Orientation > 1 {
		o.EXIF = exifWith(p.head.Orientation)
	}
	data, err := webp.Encode(ctx, m, o)
	if err != nil {
		return nil, encodeError(ctx, err, WebP)
	}
	return data, nil
}
