package webp_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"

	xwebp "golang.org/x/image/webp"

	"github.com/reverie-image/reverie/shared/webp"
)

var ctx = context.Background()

func encode(t testing.TB, m *image.NRGBA, o webp.Options) []byte {
	t.Helper()
	data, err := webp.Encode(ctx, m, o)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// decoded is a file as another's decoder reads it.
func decoded(t testing.TB, data []byte) image.Image {
	t.Helper()
	m, err := xwebp.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// contents are kinds of pictures; each draws the pixel at x, y.
func contents(seed uint64) map[string]func(x, y int) color.NRGBA {
	r := rand.New(rand.NewPCG(seed, 1))
	noise := make([]color.NRGBA, 1<<12)
	for i := range noise {
		v := r.Uint32()
		noise[i] = color.NRGBA{byte(v), byte(v >> 8), byte(v >> 16), byte(v >> 24)}
	}
	return map[string]func(x, y int) color.NRGBA{
		"flat":     func(int, int) color.NRGBA { return color.NRGBA{200, 100, 50, 255} },
		"clear":    func(int, int) color.NRGBA { return color.NRGBA{} },
		"gradient": func(x, y int) color.NRGBA { return color.NRGBA{byte(x), byte(y), byte(x + y), 255} },
		"veil":     func(x, y int) color.NRGBA { return color.NRGBA{90, 160, 30, byte(2*x + y)} },
		"noise":    func(x, y int) color.NRGBA { return noise[(x*31+y*977)&4095] },
		"two": func(x, y int) color.NRGBA {
			return color.NRGBA{byte(255 * (x / 3 & 1)), 0, byte(255 * (x / 3 & 1)), 255}
		},
		"four":    func(x, y int) color.NRGBA { return noise[(x/5+y/7)&3] },
		"sixteen": func(x, y int) color.NRGBA { return noise[(x/2*7+y)&15] },
		"palette": func(x, y int) color.NRGBA { return noise[(x+y*3)&127] },
		"screen":  func(x, y int) color.NRGBA { return noise[(x/9*5+y/11*13)&1023] },
		"waves": func(x, y int) color.NRGBA {
			v := 128 + 90*math.Sin(float64(x)/7)*math.Cos(float64(y)/11)
			return color.NRGBA{byte(v), byte(255 - v), byte(v/2 + float64(x&7)), 255}
		},
	}
}

func draw(w, h int, at func(x, y int) color.NRGBA) *image.NRGBA {
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetNRGBA(x, y, at(x, y))
		}
	}
	return m
}

var sizes = [][2]int{{1, 1}, {2, 1}, {1, 9}, {3, 3}, {15, 16}, {16, 16}, {17, 33}, {64, 5}, {130, 97}, {600, 40}}

func TestLosslessIsExact(t *testing.T) {
	for name, at := range contents(2) {
		for _, size := range sizes {
			t.Run(fmt.Sprintf("%s %d × %d", name, size[0], size[1]), func(t *testing.T) {
				m := draw(size[0], size[1], at)
				got, ok := decoded(t, encode(t, m, webp.Options{Lossless: true})).(*image.NRGBA)
				if !ok || got.Rect != m.Rect || !bytes.Equal(got.Pix, m.Pix) {
					t.Error("the pixels are others")
				}
			})
		}
	}
}

// TestAlphaIsExact: with loss, the alpha has none.
func TestAlphaIsExact(t *testing.T) {
	for name, at := range contents(3) {
		for _, size := range sizes {
			m := draw(size[0], size[1], at)
			data := encode(t, m, webp.Options{Quality: 30})
			if m.Opaque() {
				if bytes.Contains(data[:40], []byte("ALPH")) {
					t.Errorf("%s %v: an opaque picture has alpha", name, size)
				}
				continue
			}
			got, ok := decoded(t, data).(*image.NYCbCrA)
			if !ok {
				t.Fatalf("%s %v: no alpha", name, size)
			}
			for y := range size[1] {
				for x := range size[0] {
					if a := got.A[y*got.AStride+x]; a != m.NRGBAAt(x, y).A {
						t.Fatalf("%s %v: alpha at %d, %d is %d", name, size, x, y, a)
					}
				}
			}
		}
	}
}

// lumaPSNR compares the luma of a decoded file with that of a picture.
func lumaPSNR(t testing.TB, m *image.NRGBA, got image.Image) float64 {
	t.Helper()
	planes, ok := got.(*image.YCbCr)
	if !ok || planes.Rect != m.Rect {
		t.Fatalf("it is %T, %v", got, got.Bounds())
	}
	sum := 0.0
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			c := m.NRGBAAt(x, y)
			want := 16 + (65.738*float64(c.R)+129.057*float64(c.G)+25.064*float64(c.B))/256
			d := want - float64(planes.Y[planes.YOffset(x, y)])
			sum += d * d
		}
	}
	return 10 * math.Log10(255*255*float64(m.Rect.Dx()*m.Rect.Dy())/max(sum, 1e-9))
}

// TestLossyIsClose also finds an encoder whose view of what was decoded drifts
// from the decoder's: errors would add up over the picture.
func TestLossyIsClose(t *testing.T) {
	waves, gradient := contents(4)["waves"], contents(4)["gradient"]
	for _, size := range append(sizes, [2]int{1000, 700}) {
		for quality, least := range map[int]float64{1: 17, 50: 29, 80: 33, 100: 46} {
			for name, at := range map[string]func(x, y int) color.NRGBA{"waves": waves, "gradient": gradient} {
				m := draw(size[0], size[1], at)
				if got := lumaPSNR(t, m, decoded(t, encode(t, m, webp.Options{Quality: quality}))); got < least {
					t.Errorf("%s %v at %d: %.1f dB, want at least %v", name, size, quality, got, least)
				}
			}
		}
	}
}

func TestQualityTradesBytesForFidelity(t *testing.T) {
	m := draw(200, 150, contents(5)["waves"])
	bytesBefore, before := 0, 0.0
	for _, quality := range []int{5, 30, 60, 85, 100} {
		data := encode(t, m, webp.Options{Quality: quality})
		psnr := lumaPSNR(t, m, decoded(t, data))
		if len(data) <= bytesBefore || psnr <= before {
			t.Errorf("quality %d: %d bytes and %.1f dB, after %d and %.1f", quality, len(data), psnr, bytesBefore, before)
		}
		bytesBefore, before = len(data), psnr
	}
}

// TestManyModes is a picture whose modes alone would not fit into a frame's
// first partition if all of its blocks had one each.
func TestManyModes(t *testing.T) {
	noise := contents(6)["noise"]
	m := draw(6000, 6000, func(x, y int) color.NRGBA { c := noise(x, y); c.A = 255; return c })
	if got := lumaPSNR(t, m, decoded(t, encode(t, m, webp.Options{Quality: 20}))); got < 9 {
		t.Errorf("%.1f dB", got)
	}
}

func TestMetadata(t *testing.T) {
	m := draw(9, 7, contents(7)["gradient"])
	icc, exif := []byte("a profile"), []byte("MM\x00*exif")
	for _, lossless := range []bool{false, true} {
		data := encode(t, m, webp.Options{Lossless: lossless, ICC: icc, EXIF: exif})
		if want := "VP8X\x0a\x00\x00\x00\x28\x00\x00\x00\x08\x00\x00\x06\x00\x00ICCP\x09\x00\x00\x00a profile\x00VP8"; !bytes.HasPrefix(data[12:], []byte(want)) {
			t.Errorf("the file starts %q", data[:60])
		}
		if !bytes.HasSuffix(data, append([]byte("EXIF\x08\x00\x00\x00"), exif...)) {
			t.Errorf("the file ends %q", data[len(data)-20:])
		}
		decoded(t, data)
	}
}

func TestRefusals(t *testing.T) {
	for _, size := range [][2]int{{0, 0}, {0, 5}, {webp.MaxSide + 1, 1}, {1, webp.MaxSide + 1}} {
		if _, err := webp.Encode(ctx, image.NewNRGBA(image.Rect(0, 0, size[0], size[1])), webp.Options{}); err == nil {
			t.Errorf("%v is written", size)
		}
	}
	for _, size := range [][2]int{{webp.MaxSide, 1}, {1, webp.MaxSide}} {
		for _, lossless := range []bool{false, true} {
			m := draw(size[0], size[1], contents(8)["gradient"])
			if got := decoded(t, encode(t, m, webp.Options{Lossless: lossless})).Bounds(); got != m.Rect {
				t.Errorf("%v became %v", m.Rect, got)
			}
		}
	}
}

func TestContextEndsEncoding(t *testing.T) {
	ended, cancel := context.WithCancel(ctx)
	cancel()
	m := draw(64, 64, contents(9)["veil"])
	for _, lossless := range []bool{false, true} {
		if _, err := webp.Encode(ended, m, webp.Options{Lossless: lossless}); !errors.Is(err, context.Canceled) {
			t.Errorf("lossless %v: %v", lossless, err)
		}
	}
}
