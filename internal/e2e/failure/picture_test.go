package failure

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/reverie-image/reverie/internal/e2e/proc"
)

// input is a picture of two colours: red at the left, blue elsewhere.
var input = func() []byte {
	img := image.NewNRGBA(image.Rect(0, 0, 16, 16))
	for i := range 16 * 16 {
		img.Set(i%16, i/16, color.NRGBA{B: 255, A: 255})
	}
	for y := range 16 {
		img.Set(0, y, color.NRGBA{R: 255, A: 255})
	}
	return encoded(img)
}()

func encoded(img image.Image) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func decoded(t *testing.T, data []byte) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("the result is no PNG: %v", err)
	}
	return img
}

// flipped checks that data is the input as slow or flip-horizontal make it.
func flipped(t *testing.T, data []byte) {
	t.Helper()
	img := decoded(t, data)
	for x, want := range map[int]color.NRGBA{15: {R: 255, A: 255}, 1: {B: 255, A: 255}} {
		if got := color.NRGBAModel.Convert(img.At(x, 0)); got != want || img.Bounds().Dx() != 16 {
			t.Errorf("the result is wrong: pixel %d is %v, want %v", x, got, want)
		}
	}
}

// mark is which worker made a result of slow.
func mark(t *testing.T, data []byte) uint8 {
	t.Helper()
	flipped(t, data)
	return color.NRGBAModel.Convert(decoded(t, data).At(0, 15)).(color.NRGBA).G
}

// item is what tests look at of a gallery's item.
type item struct {
	Converter string
	Links     map[string]string
}

func (c client) gallery() (items []item) {
	c.t.Helper()
	a := c.get("/api/gallery?limit=100")
	var page struct{ Items []item }
	if a.status != 200 || json.Unmarshal(a.body, &page) != nil {
		c.t.Fatalf("gallery: %v", a)
	}
	return page.Items
}

// kept waits until the gallery has n items of flipped pictures and checks their
// bytes.
func (c client) kept(n int) {
	c.t.Helper()
	proc.Until(c.t, limit, "pictures in the gallery", func() error {
		if got := len(c.gallery()); got != n {
			return fmt.Errorf("%d items, want %d", got, n)
		}
		return nil
	})
	for _, it := range c.gallery() {
		if a := c.get(it.Links["original"]); !bytes.Equal(a.body, input) {
			c.t.Errorf("original: %v", a)
		}
		flipped(c.t, c.get(it.Links["result"]).body)
	}
}
