package convert

import (
	"image"
	"math"
	"strconv"
	"strings"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/picture"
)

// absurd bounds the sides of results, which the steps themselves refuse long before.
const absurd = 1 << 20

// sized is how large a step makes a picture, both as they are shown.
func sized(d Descriptor, w, h int, p Values) (int, int) {
	if d.Effort == nil {
		return w, h
	}
	w, h = resized(d, w, h, p)
	return min(w, absurd), min(h, absurd)
}

func resized(d Descriptor, w, h int, p Values) (int, int) {
	switch d.Effort.Size {
	case catalog.SizeResize:
		return picture.ResultSize(w, h, p.Int("width"), p.Int("height"), picture.Fit(p.Text("fit")))
	case catalog.SizeRotate:
		return picture.RotatedSize(w, h, p.Number("angle"))
	case catalog.SizeCrop:
		return cropSize(w, h, p)
	}
	return w, h
}

func cropSize(w, h int, p Values) (int, int) {
	part := CropBox(w, h, p).Intersect(image.Rect(0, 0, w, h))
	if part.Empty() { // the crop itself refuses that
		return w, h
	}
	w, h = part.Dx(), part.Dy()
	if a, b, ok := Aspect(p.Text("aspect")); ok {
		w, h = min(w, int(float64(h)*a/b+0.5)), min(h, int(float64(w)*b/a+0.5))
	}
	return max(w, 1), max(h, 1)
}

// CropBox is the part that x, y, width and height, in pixels or percent as unit
// has it, ask for of a w × h picture. It may lie outside.
func CropBox(w, h int, p Values) image.Rectangle {
	span := func(from, length string, n int) (int, int) {
		a, b := p.Number(from), p.Number(length)
		if p.Text("unit") == "percent" {
			a, b = a*float64(n)/100, b*float64(n)/100
		}
		if p.Number(length) == 0 {
			b = float64(n)
		}
		start := int(math.Floor(a + 0.5))
		return start, max(int(math.Floor(a+b+0.5)), start+1)
	}
	x0, x1 := span("x", "width", w)
	y0, y1 := span("y", "height", h)
	return image.Rect(x0, y0, x1, y1)
}

// Aspect reads a shape such as 16/9.
func Aspect(text string) (width, height float64, ok bool) {
	w, h, ok := strings.Cut(text, "/")
	if !ok {
		return 0, 0, false
	}
	width, err := strconv.ParseFloat(w, 64)
	if err == nil {
		height, err = strconv.ParseFloat(h, 64)
	}
	return width, height, err == nil
}
