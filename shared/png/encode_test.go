package png

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"slices"
	"testing"

	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestEncodeKeepsTheType decodes every type, writes it and reads it again with
// the standard library.
func TestEncodeKeepsTheType(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, k := range kinds() {
			for _, s := range sizes {
				t.Run(fmt.Sprintf("%v, %v", k, s), func(t *testing.T) {
					data := k.file(s.X, s.Y, false)
					im := decode(t, data)
					out := encode(t, im)
					same(t, standard(t, out), standard(t, data))
					again := decode(t, out)
					if again.Header != im.Header || !slices.Equal(again.Key, im.Key) {
						t.Errorf("%+v became %+v", im.Header, again.Header)
					}
				})
			}
		}
	})
}

// TestEncodeChoosesWhatHolds changes pixels so that the file's own type does
// not hold them any more.
func TestEncodeChoosesWhatHolds(t *testing.T) {
	seen := picturetest.Translucent(20, 10)
	halves := image.NewGray(image.Rect(0, 0, 20, 10))
	for i := range halves.Pix {
		halves.Pix[i] = byte(i)
	}
	keyed := picturetest.Photo(20, 10)
	keyed.Pix[3] = 0
	pal := make(color.Palette, 17)
	for i := range pal {
		pal[i] = color.NRGBA{byte(i), 0, 0, 255}
	}
	deep := picturetest.Deep(20, 10)
	deep.Pix[6] = 1
	for name, c := range map[string]struct {
		pixels image.Image
		was    Header
		key    []uint16
		colour ColorType
		depth  int
	}{
		"RGB with alpha now":         {seen, Header{Depth: 8, Color: RGB}, nil, RGBA, 8},
		"RGBA, all opaque":           {picturetest.Photo(20, 10), Header{Depth: 8, Color: RGBA}, nil, RGBA, 8},
		"1 bit with all grays now":   {halves, Header{Depth: 1, Color: Gray}, nil, Gray, 8},
		"another colour is the key":  {keyed, Header{Depth: 8, Color: RGB}, []uint16{1, 2, 3}, RGBA, 8},
		"a key of gray for colours":  {keyed, Header{Depth: 8, Color: RGB}, []uint16{1}, RGBA, 8},
		"4 bits, 17 colours":         {image.NewPaletted(image.Rect(0, 0, 20, 10), pal), Header{Depth: 4, Color: Palette}, nil, Palette, 8},
		"RGB of 16 bits, alpha now":  {deep, Header{Depth: 16, Color: RGB}, nil, RGBA, 16},
		"palette that became pixels": {seen, Header{Depth: 4, Color: Palette}, nil, RGBA, 8},
	} {
		im := &Image{Pixels: c.pixels, Header: c.was, Key: c.key, Filters: make([]byte, 3)}
		out := encode(t, im)
		same(t, standard(t, out), c.pixels)
		if h := decode(t, out).Header; h.Color != c.colour || h.Depth != c.depth {
			t.Errorf("%s: colour %d of %d bits", name, h.Color, h.Depth)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	for name, m := range map[string]image.Image{
		"empty":          image.NewGray(image.Rect(0, 0, 0, 5)),
		"not at 0, 0":    image.NewGray(image.Rect(1, 0, 5, 5)),
		"planes":         image.NewYCbCr(image.Rect(0, 0, 5, 5), image.YCbCrSubsampleRatio420),
		"premultiplied ": image.NewRGBA(image.Rect(0, 0, 5, 5)),
	} {
		if _, err := Encode(ctx, &Image{Pixels: m}); err == nil {
			t.Errorf("%s is written", name)
		}
	}
}

// TestEncodeKeepsFilters writes a photo with the filters it came with.
func TestEncodeKeepsFilters(t *testing.T) {
	im := &Image{Pixels: opaquePhoto(90, 60), Header: Header{Color: RGB, Depth: 8}, Filters: bytes.Repeat([]byte{4, 3, 4}, 20)}
	if got := decode(t, encode(t, im)).Filters; !bytes.Equal(got, im.Filters) {
		t.Errorf("%v", got)
	}
}

func TestChunks(t *testing.T) {
	im := &Image{Pixels: opaquePhoto(9, 6), Chunks: []Chunk{{"gAMA", []byte{0, 0, 0xb1, 0x8f}}, {"pHYs", make([]byte, 9)}}}
	var names []string
	err := Walk(encode(t, im), func(c Chunk) error {
		names = append(names, c.Name)
		return nil
	})
	if err != nil || !slices.Equal(names, []string{"IHDR", "gAMA", "pHYs", "IDAT", "IEND"}) {
		t.Errorf("%v, %v", names, err)
	}
}

// TestCompressesWell wants what is drawn and what is taken compressed by what
// suits them: larger than the standard library's fastest by a tenth at most.
func TestCompressesWell(t *testing.T) {
	for name, m := range map[string]image.Image{"photo": opaquePhoto(600, 400), "screen": screen(600, 400)} {
		standard := len(picturetest.PNG(m))
		if n := len(encode(t, &Image{Pixels: m})); n > standard+standard/10 {
			t.Errorf("%s: %d bytes, the standard library takes %d", name, n, standard)
		}
	}
}
