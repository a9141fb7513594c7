package converttest

import (
	"image"
	"testing"

	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// Ideal is what a converter should make of a picture.
type Ideal func(m *image.NRGBA) image.Image

// Reference is what the results of a converter are held against.
type Reference struct {
	Ideals map[string]Ideal // by the query
	Width  int              // of the photograph that is converted; 96 × 64 if not set
	Height int
	// PNG and JPEG are how near results are to the ideal, as PSNR in dB: of a PNG,
	// and of a JPEG of quality 95, which is itself at some 42. Equal is 200.
	PNG, JPEG float64
	Refused   []string // queries beside those that every converter refuses
}

// Check holds a converter's function against the reference: for each query a PNG
// and a JPEG of the photograph, and what it is to refuse.
func (r Reference) Check(t *testing.T, build fn.Builder) {
	t.Helper()
	if r.Width == 0 {
		r.Width, r.Height = 96, 64
	}
	photo := picturetest.Photo(r.Width, r.Height)
	png, jpeg := picturetest.PNG(photo), picturetest.JPEG(photo, 95)
	for query, ideal := range r.Ideals {
		want := ideal(photo)
		if psnr := picturetest.PSNR(Convert(t, build, query, png, "image/png"), want); psnr < r.PNG {
			t.Errorf("%q: %.1f dB", query, psnr)
		}
		if psnr := picturetest.PSNR(Convert(t, build, query, jpeg, "image/jpeg"), want); psnr < r.JPEG {
			t.Errorf("%q of a JPEG: %.1f dB", query, psnr)
		}
	}
	Refuses(t, build, r.Refused...)
}

// Colours is the ideal of a formula on each opaque pixel's red, green and blue,
// 0 to 255, whose results are rounded and clipped.
func Colours(formula func(r, g, b float64) [3]float64) Ideal {
	return func(m *image.NRGBA) image.Image {
		out := image.NewNRGBA(m.Rect)
		for i := 0; i < len(m.Pix); i += 4 {
			c := formula(float64(m.Pix[i]), float64(m.Pix[i+1]), float64(m.Pix[i+2]))
			for k, v := range c {
				out.Pix[i+k] = uint8(min(max(v, 0), 255) + 0.5)
			}
			out.Pix[i+3] = 255
		}
		return out
	}
}

// Channels is Colours for a formula on each of them alone.
func Channels(formula func(v float64) float64) Ideal {
	return Colours(func(r, g, b float64) [3]float64 { return [3]float64{formula(r), formula(g), formula(b)} })
}
