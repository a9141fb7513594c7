//go:build unix

package picture_test

import (
	"image"
	"image/color"
	"syscall"
	"testing"

	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// BenchmarkSuite is each operation alone, without decoding and encoding, on
// pictures of two megapixels: cpu-ms is what to look at on a busy machine. Run
// it with -cpu 1.
func BenchmarkSuite(b *testing.B) {
	photo := picturetest.Photo(1920, 1080)
	files := map[string][]byte{"jpeg": picturetest.JPEG(photo, 92), "png": picturetest.PNG(photo)}
	white := color.NRGBA{255, 255, 255, 255}
	for _, op := range []struct {
		name string
		run  func(p *picture.Picture) error
	}{
		{"flip-vertical", func(p *picture.Picture) error { return p.FlipVertical(ctx) }},
		{"rotate 90", func(p *picture.Picture) error { return p.Rotate(ctx, 90, white) }},
		{"rotate 12", func(p *picture.Picture) error { return p.Rotate(ctx, 12, white) }},
		{"crop", func(p *picture.Picture) error { return p.Crop(ctx, image.Rect(101, 101, 1101, 901)) }},
		{"resize 800", func(p *picture.Picture) error { return p.Resize(ctx, 800, 0, picture.Contain) }},
		{"brightness", func(p *picture.Picture) error { return p.Brightness(ctx, 10) }},
		{"saturation", func(p *picture.Picture) error { return p.Saturation(ctx, 50) }},
		{"gamma", func(p *picture.Picture) error { return p.Gamma(ctx, 1.5) }},
		{"invert", func(p *picture.Picture) error { return p.Invert(ctx) }},
		{"sepia", func(p *picture.Picture) error { return p.Sepia(ctx, 100) }},
		{"blur 3", func(p *picture.Picture) error { return p.Blur(ctx, 3) }},
		{"blur 50", func(p *picture.Picture) error { return p.Blur(ctx, 50) }},
		{"sharpen 1", func(p *picture.Picture) error { return p.Sharpen(ctx, 1, 100) }},
		{"edges", func(p *picture.Picture) error { return p.Edges(ctx, 200, false) }},
		{"pixelate 16", func(p *picture.Picture) error { return p.Pixelate(ctx, 16) }},
		{"posterize 4", func(p *picture.Picture) error { return p.Posterize(ctx, 4) }},
		{"vignette", func(p *picture.Picture) error { return p.Vignette(ctx, 60, 30) }},
		{"auto-levels", func(p *picture.Picture) error { return p.AutoLevels(ctx, 0.5, false) }},
		{"auto-levels by colour", func(p *picture.Picture) error { return p.AutoLevels(ctx, 0.5, true) }},
	} {
		for name, data := range files {
			b.Run(op.name+"/"+name, func(b *testing.B) {
				var spent int64
				for b.Loop() {
					b.StopTimer()
					p := decode(b, data)
					if err := p.Gamma(ctx, 1.001); err != nil { // needs the pixels
						b.Fatal(err)
					}
					b.StartTimer()
					began := processorTime(b)
					if err := op.run(p); err != nil {
						b.Fatal(err)
					}
					spent += processorTime(b) - began
				}
				b.ReportMetric(float64(spent)/1e3/float64(b.N), "cpu-ms")
			})
		}
	}
}

// processorTime is what the process has used, in microseconds.
func processorTime(b *testing.B) int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return (u.Utime.Nano() + u.Stime.Nano()) / 1e3
}
