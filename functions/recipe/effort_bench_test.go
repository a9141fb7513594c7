//go:build unix

package function

import (
	"syscall"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// BenchmarkEffort measures what estimates are made of, as CPU time in ns for each
// pixel of the picture: every step on decoded pixels, in colours and gray, whole conversions of a JPEG,
// of which many only touch its coefficients, and decoding and encoding.
func BenchmarkEffort(b *testing.B) {
	const w, h = 2000, 1500
	photo := picturetest.Photo(w, h)
	png, jpeg := picturetest.PNG(photo), picturetest.JPEG(photo, 90)
	for _, trial := range trials {
		for kind, data := range map[string][]byte{"pixels": png, "gray": picturetest.FlatPNG(w, h, 8, 0)} {
			b.Run(kind+"/"+trial, func(b *testing.B) {
				measure(b, w*h, func() func() {
					pic, step := decoded(b, data), parsed(b, trial)
					return func() { run(b, pic, step) }
				})
			})
		}
		b.Run("jpeg/"+trial, func(b *testing.B) {
			measure(b, w*h, func() func() {
				return func() {
					pic := decoded(b, jpeg)
					run(b, pic, parsed(b, trial))
					encoded(b, pic)
				}
			})
		})
	}
	for _, f := range picture.OutputFormats() {
		pic := decoded(b, png)
		if err := pic.SetFormat(f); err != nil {
			b.Fatal(err)
		}
		data := encoded(b, pic)
		b.Run("encode/"+f.Name(), func(b *testing.B) {
			measure(b, w*h, func() func() {
				pic := decoded(b, png)
				_ = pic.SetFormat(f)
				return func() { encoded(b, pic) }
			})
		})
		if f == picture.TIFF || f == picture.BMP {
			continue // what we write of them we may not read
		}
		b.Run("decode/"+f.Name(), func(b *testing.B) { // and the cheapest step that is on pixels
			measure(b, w*h, func() func() {
				return func() { run(b, decoded(b, data), parsed(b, "pixelate:64")) }
			})
		})
	}
}

// measure runs what prepare gives, and counts the CPU time of that alone.
func measure(b *testing.B, pixels int, prepare func() func()) {
	var spent time.Duration
	for b.Loop() {
		work := prepare()
		began := cpu(b)
		work()
		spent += cpu(b) - began
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(spent.Nanoseconds())/float64(b.N)/float64(pixels), "cpu-ns/pixel")
}

func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func decoded(b *testing.B, data []byte) *picture.Picture {
	pic, err := picture.Decode(b.Context(), data, picture.DefaultLimits())
	if err != nil {
		b.Fatal(err)
	}
	return pic
}

func encoded(b *testing.B, pic *picture.Picture) []byte {
	data, _, err := pic.Encode(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return data
}

type trialStep struct {
	*convert.Converter
	values convert.Values
}

func parsed(b *testing.B, recipe string) trialStep {
	all, err := catalog.Load(nil)
	if err != nil {
		b.Fatal(err)
	}
	r, err := all.ParseRecipe(recipe)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range suite {
		if c.Name == r.Steps[0].Converter.Name {
			return trialStep{c, r.Steps[0].Values}
		}
	}
	b.Fatalf("no step: %s", recipe)
	return trialStep{}
}

func run(b *testing.B, pic *picture.Picture, s trialStep) {
	if err := s.Convert(b.Context(), pic, s.values); err != nil {
		b.Fatal(err)
	}
}
