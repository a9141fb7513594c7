package picture_test

import (
	"image"
	"math"
	"testing"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// compare runs an operation on an input and holds the file that comes out
// against the ideal of the decoded input.
func compare(t *testing.T, in input, bound float64, op func(*picture.Picture) error, ideal func(image.Image) image.Image) {
	t.Helper()
	p := decode(t, in.data)
	if err := op(p); err != nil {
		t.Fatal(err)
	}
	data, mediaType := encode(t, p)
	if mediaType != in.out.MediaType() {
		t.Errorf("written as %s, want %s", mediaType, in.out.MediaType())
	}
	if _, err := picture.Inspect(data, picture.DefaultLimits()); err != nil {
		t.Errorf("the result is refused: %v", err)
	}
	got, want := pixels(t, data), ideal(pixels(t, in.data))
	if psnr := picturetest.PSNR(got, want); psnr < bound {
		t.Errorf("%.1f dB, want at least %.0f", psnr, bound)
	} else {
		t.Logf("%.1f dB", psnr)
	}
}

func TestGrayscale(t *testing.T) {
	for _, in := range allInputs(t) {
		t.Run(in.name, func(t *testing.T) {
			compare(t, in, in.gray, func(p *picture.Picture) error { return p.Grayscale(ctx) }, idealGray)
		})
	}
}

func TestFlipHorizontal(t *testing.T) {
	for _, in := range allInputs(t) {
		t.Run(in.name, func(t *testing.T) {
			compare(t, in, in.flip, func(p *picture.Picture) error { return p.FlipHorizontal(ctx) }, idealFlip)
		})
	}
}

func TestContrast(t *testing.T) {
	for _, percent := range []float64{-100, -37.5, 20, 80, 100} {
		for _, in := range allInputs(t) {
			bound := in.contrast
			if bound != exact && percent > 50 {
				bound = 15 // what a threshold makes of a photo, JPEG cannot hold
			}
			t.Run(in.name, func(t *testing.T) {
				compare(t, in, bound, func(p *picture.Picture) error { return p.Contrast(ctx, percent) },
					func(m image.Image) image.Image { return idealContrast(m, percent) })
			})
		}
	}
}

func TestContrastOfNothingChangesNoPixel(t *testing.T) {
	for _, in := range allInputs(t) {
		t.Run(in.name, func(t *testing.T) {
			compare(t, in, exact, func(p *picture.Picture) error { return p.Contrast(ctx, 0) },
				func(m image.Image) image.Image { return m })
		})
	}
}

func TestContrastRefusesWhatIsNoPercentage(t *testing.T) {
	for _, percent := range []float64{-100.01, 101, math.NaN(), math.Inf(1), math.Inf(-1)} {
		err := decode(t, photoJPEG(8, 8)).Contrast(ctx, percent)
		if !fault.Is(err, fault.InvalidParameters) {
			t.Errorf("Contrast(%v) = %v", percent, err)
		}
	}
}

func TestFlipTwiceIsTheSame(t *testing.T) {
	for _, in := range losslessInputs(t) {
		t.Run(in.name, func(t *testing.T) {
			compare(t, in, exact, func(p *picture.Picture) error {
				if err := p.FlipHorizontal(ctx); err != nil {
					return err
				}
				return p.FlipHorizontal(ctx)
			}, func(m image.Image) image.Image { return m })
		})
	}
}
