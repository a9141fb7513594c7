package resize

import (
	"context"
	"image"
	"testing"

	"github.com/disintegration/imaging"
)

func BenchmarkShrink(b *testing.B) {
	ctx := context.Background()
	ycc := image.NewYCbCr(image.Rect(0, 0, 1000, 750), image.YCbCrSubsampleRatio420)
	rgb := picture("NRGBA", 1600, 1250, false)
	for name, f := range map[string]func(){
		"YCbCr1000to800":        func() { Image(ctx, ycc, 800, 600, Lanczos3) },
		"NRGBA1600to800":        func() { Image(ctx, rgb, 800, 625, Lanczos3) },
		"NRGBA1600to800imaging": func() { imaging.Resize(rgb, 800, 625, imaging.Lanczos) },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				f()
			}
		})
	}
}
