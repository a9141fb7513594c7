package jpeg

import (
	"bytes"
	"context"
	"image"
	stdjpeg "image/jpeg"
	"os"
	"testing"
)

// benchFile is the picture that benchmarks use: the file that the environment
// names, or one that is made, of 2 megapixels.
func benchFile(b *testing.B) []byte {
	if name := os.Getenv("REVERIE_BENCH_JPEG"); name != "" {
		data, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		return data
	}
	return encoded(b, scenery(1600, 1200), EncodeOptions{Quality: 90, Subsampling: image.YCbCrSubsampleRatio420})
}

func BenchmarkDecode(b *testing.B) {
	data, ctx := benchFile(b), context.Background()
	for _, scale := range []int{1, 2, 4, 8} {
		b.Run("1:"+string(rune('0'+scale)), func(b *testing.B) {
			for b.Loop() {
				Decode(ctx, data, DecodeOptions{Scale: scale})
			}
		})
	}
	b.Run("standard", func(b *testing.B) {
		for b.Loop() {
			stdjpeg.Decode(bytes.NewReader(data))
		}
	})
}

func BenchmarkEncode(b *testing.B) {
	data, ctx := benchFile(b), context.Background()
	m, err := Decode(ctx, data, DecodeOptions{})
	if err != nil {
		b.Fatal(err)
	}
	rgba := image.NewRGBA(m.Bounds())
	for y := range rgba.Rect.Dy() {
		for x := range rgba.Rect.Dx() {
			rgba.Set(x, y, m.At(x, y))
		}
	}
	tables, _ := QuantTables(data)
	for name, m := range map[string]image.Image{"YCbCr": m, "RGBA": rgba} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Encode(ctx, m, EncodeOptions{Tables: tables, Subsampling: image.YCbCrSubsampleRatio420})
			}
		})
		b.Run(name+"/standard", func(b *testing.B) {
			for b.Loop() {
				var out bytes.Buffer
				stdjpeg.Encode(&out, m, &stdjpeg.Options{Quality: 94})
			}
		})
	}
}
