package picture

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"

	"github.com/disintegration/imaging"
)

// previewQuality is for pictures that are looked at for a second.
const previewQuality = 80

// Preview is m as a small JPEG whose longer side is at most side pixels. It is
// quick rather than good: pixels are averaged.
func Preview(m image.Image, side int) (data []byte, err error) {
	defer guardOperation(&err)
	b := m.Bounds()
	if b.Empty() {
		return nil, errors.New("picture: a preview of nothing")
	}
	if max(b.Dx(), b.Dy()) > side {
		m = imaging.Resize(m, fit(b.Dx(), b.Dy(), side), fit(b.Dy(), b.Dx(), side), imaging.Box)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: previewQuality}); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
