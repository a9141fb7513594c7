package picture_test

import (
	"sync"
	"testing"

	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

var photo12MP = sync.OnceValue(func() []byte { return picturetest.JPEG(picturetest.Photo(4000, 3000), 94) })

// BenchmarkConvert goes from file to file on a JPEG of 12 megapixels.
func BenchmarkConvert(b *testing.B) {
	data := photo12MP()
	for _, op := range operations()[1:] {
		b.Run(op.name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				p := decode(b, data)
				if err := op.run(p); err != nil {
					b.Fatal(err)
				}
				encode(b, p)
			}
		})
	}
}

// BenchmarkOperation leaves out decoding and encoding.
func BenchmarkOperation(b *testing.B) {
	for _, op := range operations()[1:] {
		b.Run(op.name, func(b *testing.B) {
			p := decode(b, photo12MP())
			for b.Loop() {
				if err := op.run(p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkInspect(b *testing.B) {
	data := photo12MP()
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := picture.Inspect(data, picture.DefaultLimits()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkThumbnail(b *testing.B) {
	data := photo12MP()
	for b.Loop() {
		if _, _, _, _, err := picture.Thumbnail(ctx, data, 320, picture.DefaultLimits()); err != nil {
			b.Fatal(err)
		}
	}
}
