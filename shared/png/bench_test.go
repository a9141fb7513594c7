package png

import (
	"bytes"
	"image"
	stdpng "image/png"
	"testing"

	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// BenchmarkFile holds reading and writing against the standard library.
func BenchmarkFile(b *testing.B) {
	for name, m := range map[string]image.Image{"photo": opaquePhoto(1920, 1080), "screen": screen(1920, 1080)} {
		data := picturetest.PNG(m)
		im := decode(b, data)
		for what, f := range map[string]func() error{
			"decode":     func() error { _, err := Decode(ctx, data, limit); return err },
			"encode":     func() error { _, err := Encode(ctx, im); return err },
			"std decode": func() error { _, err := stdpng.Decode(bytes.NewReader(data)); return err },
			"std encode": func() error {
				return (&stdpng.Encoder{CompressionLevel: stdpng.BestSpeed}).Encode(new(bytes.Buffer), m)
			},
		} {
			b.Run(name+"/"+what, func(b *testing.B) {
				b.SetBytes(3 * 1920 * 1080)
				b.ReportAllocs()
				for b.Loop() {
					if err := f(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
