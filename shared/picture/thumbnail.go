package picture

import (
	"context"
	"image"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/pixel"
	"github.com/reverie-image/reverie/shared/pixel/resize"
)

// thumbnailICC is the largest profile that a thumbnail carries: those of
// displays have a few KB, those of printers hundreds.
const thumbnailICC = 4 << 10

// Thumbnail makes a small picture that fits into side × side pixels, upright,
// never larger than the original: JPEG, or PNG where it is transparent. Of an
// animation it shows the first frame. w and h are the thumbnail's size.
func Thumbnail(ctx context.Context, data []byte, side int, lim Limits) (thumb []byte, mediaType string, w, h int, err error) {
	if side < 1 {
		return nil, "", 0, 0, fault.New(fault.InvalidParameters, "A thumbnail of %d pixels cannot be made.", side)
	}
	p, err := Decode(ctx, data, lim)
	if err != nil {
		return nil, "", 0, 0, err
	}
	defer guardOperation(&err)
	size := p.bounds().Size()
	w, h = fit(size.X, size.Y, side), fit(size.Y, size.X, side)
	if err := p.pixelsFor(ctx, w, h); err != nil {
		return nil, "", 0, 0, err
	}
	src := p.still
	switch {
	case p.anim != nil:
		src = newCanvas(p.anim).show(0)
	case p.film != nil:
		src = p.firstShown()
	}
	small, err := reduced(ctx, src, w, h)
	if err != nil {
		return nil, "", 0, 0, err
	}
	m := upright(small, p.head.Orientation)
	out := Picture{still: m, head: header{Info: Info{Format: JPEG, Orientation: 1}}}
	if icc := p.head.meta.icc; len(icc) <= thumbnailICC {
		out.head.meta.icc = icc
		out.head.meta.forColour()
	}
	thumb, mediaType, err = out.Encode(ctx)
	return thumb, mediaType, m.Rect.Dx(), m.Rect.Dy(), err
}

// reduced is src at w × h.
func reduced(ctx context.Context, src image.Image, w, h int) (*image.NRGBA, error) {
	switch src.(type) {
	case *image.YCbCr, *image.Gray: // not much memory as it is
	default:
		var err error
		if src, err = shrink(ctx, src, max(w, h)); err != nil {
			return nil, err
		}
	}
	small, err := resize.Image(ctx, src, w, h, resize.Lanczos3)
	if err != nil {
		return nil, err
	}
	return toNRGBA(ctx, small)
}

// fit is the length of a side in a picture whose longer side is at most limit.
func fit(this, other, limit int) int {
	longer := max(this, other)
	if longer <= limit {
		return this
	}
	return max((this*limit+longer/2)/longer, 1)
}

// shrink averages blocks of pixels until the longer side is at most twice to
// four times what is wanted: the resampling after it then costs little, and no
// picture is ever held as full-size RGBA.
func shrink(ctx context.Context, src image.Image, side int) (*image.NRGBA, error) {
	w, h := src.Bounds().Dx(), src.Bounds().Dy()
	k := max(w, h) / (2 * side)
	if k < 2 {
		return toNRGBA(ctx, src)
	}
	out := image.NewNRGBA(image.Rect(0, 0, (w+k-1)/k, (h+k-1)/k))
	read := readRows(src)
	return out, pixel.Bands(ctx, out.Rect.Dy(), pixel.BandRows, func(y0, y1 int) error {
		line, sums := make([]byte, 4*w), make([]uint64, 5*out.Rect.Dx())
		for y := y0; y < y1; y++ {
			clear(sums)
			for sy := y * k; sy < min((y+1)*k, h); sy++ {
				read(sy, line)
				addLine(sums, line, k)
			}
			meanLine(out.Pix[y*out.Stride:][:out.Stride], sums)
		}
		return nil
	})
}

// addLine adds pixels, weighted by their alpha, to sums of k neighbours: red,
// green, blue, alpha and how many.
func addLine(sums []uint64, line []byte, k int) {
	n := 0
	for s := sums; len(line) > 0; line = line[4:] {
		a := uint64(line[3])
		s[0] += a * uint64(line[0])
		s[1] += a * uint64(line[1])
		s[2] += a * uint64(line[2])
		s[3] += a
		s[4]++
		if n++; n == k {
			n, s = 0, s[5:]
		}
	}
}

func meanLine(dst []byte, sums []uint64) {
	for ; len(dst) > 0; dst, sums = dst[4:], sums[5:] {
		if a := sums[3]; a > 0 {
			dst[0], dst[1], dst[2] = byte((sums[0]+a/2)/a), byte((sums[1]+a/2)/a), byte((sums[2]+a/2)/a)
			dst[3] = byte((a + sums[4]/2) / sums[4])
		}
	}
}
