package png

import (
	"image"
	"testing"

	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// pixelated is a picture of squares, as wide as a step each.
func pixelated(m *image.NRGBA, step int) *image.NRGBA {
	out := image.NewNRGBA(m.Rect)
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			out.SetNRGBA(x, y, m.NRGBAAt(x/step*step, y/step*step))
		}
	}
	return out
}

func posterized(m *image.NRGBA) *image.NRGBA {
	out := image.NewNRGBA(m.Rect)
	for i, v := range m.Pix {
		out.Pix[i] = v / 64 * 85
	}
	return out
}

// size is what a picture takes with a filter, compressed by c.
func (s *source) size(t *testing.T, filter func(int) byte, c func() compressor) int {
	t.Helper()
	data, err := s.appendData(ctx, nil, "IDAT", plan{filter: filter, compressor: c})
	if err != nil {
		t.Fatal(err)
	}
	return len(data)
}

// TestPlan holds the size that the trials lead to against that of every way;
// what is flat must become as small as matches make it, though rows had filters
// that suited other pixels.
func TestPlan(t *testing.T) {
	photo := opaquePhoto(640, 480)
	average := make([]byte, 480)
	for y := range average {
		average[y] = filterAverage
	}
	for name, c := range map[string]struct {
		img   image.Image
		worse float64 // than the least size, at most
	}{
		"photo":      {photo, 1.1},
		"gray":       {gray8(photo), 1.1},
		"16 bit":     {picturetest.Deep(320, 480), 1.1},
		"pixelated":  {pixelated(photo, 16), 1.5},
		"posterized": {posterized(photo), 1.5},
		"screen":     {screen(640, 480), 1.5},
		"blank":      {image.NewNRGBA(image.Rect(0, 0, 640, 480)), 1.5},
	} {
		t.Run(name, func(t *testing.T) {
			s, err := newSource(c.img, Header{Color: RGB, Depth: 8}, nil)
			if err != nil {
				t.Fatal(err)
			}
			before := func(y int) byte { return average[y] }
			least := s.size(t, before, func() compressor { return huffmanOnly{} })
			for _, filter := range []func(int) byte{plainFilter, bestOfRow, before} {
				least = min(least, s.size(t, filter, func() compressor { return huffmanOnly{} }))
				for _, level := range []int{1, 3, 6} {
					least = min(least, s.size(t, filter, func() compressor { return newMatcher(level) }))
				}
			}
			for _, filters := range [][]byte{nil, average} {
				p := s.plan(filters)
				got := s.size(t, p.filter, p.compressor)
				if t.Logf("%d bytes, thought to be %d; least %d", got, p.size, least); float64(got) > c.worse*float64(least) {
					t.Errorf("%d bytes, but %d are enough", got, least)
				}
			}
		})
	}
}

func gray8(m *image.NRGBA) *image.Gray {
	out := image.NewGray(m.Rect)
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			out.Set(x, y, m.At(x, y))
		}
	}
	return out
}
