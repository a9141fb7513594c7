//go:build e2e

package cluster

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"testing"

	_ "image/gif"
	_ "image/jpeg"

	_ "golang.org/x/image/webp"
)

// sample is a PNG whose left half is red and whose right half is blue, with a
// gradient over it.
func sample(t *testing.T, w, h int) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.NRGBA{R: uint8(200 * (h - y) / h), A: 255}
			if x >= w/2 {
				c.R, c.B = 0, c.R
			}
			img.SetNRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// gray reports a picture that has another size or a colour.
func gray(data []byte, w, h int) error {
	img, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return err
	}
	if got := img.Bounds().Size(); got != image.Pt(w, h) {
		return fmt.Errorf("size %v, want %d×%d", got, w, h)
	}
	dark, light := 255, 0
	for y := range h {
		for x := range w {
			c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			if c.R != c.G || c.G != c.B {
				return fmt.Errorf("%v at %d, %d is not gray", c, x, y)
			}
			dark, light = min(dark, int(c.R)), max(light, int(c.R))
		}
	}
	if light-dark < 20 {
		return fmt.Errorf("all of it has one gray, %d to %d", dark, light)
	}
	return nil
}
