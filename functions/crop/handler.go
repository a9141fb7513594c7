// Package function is the converter crop.
package function

import (
	"context"
	"image"
	"math"
	"strconv"
	"strings"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter keeps a part of a picture.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "crop",
		Title:    "Crop",
		Summary:  "Cuts out a part, by pixels, percent or shape.",
		Version:  "1",
		Category: "Geometry",
		Icon:     "crop",
		Parameters: []convert.Parameter{{
			Name: "aspect", Title: "Shape", Type: convert.String, Default: "free",
			Description: "The largest part of this shape about the middle of what is left.",
			Choices: []convert.Choice{
				{Value: "free", Title: "Free"}, {Value: "1/1", Title: "Square"},
				{Value: "4/3", Title: "4 : 3"}, {Value: "3/2", Title: "3 : 2"}, {Value: "16/9", Title: "16 : 9"},
				{Value: "3/4", Title: "3 : 4"}, {Value: "2/3", Title: "2 : 3"}, {Value: "9/16", Title: "9 : 16"},
			},
		}, {
			Name: "unit", Title: "Unit", Type: convert.String, Default: "px",
			Choices: []convert.Choice{{Value: "px", Title: "Pixels"}, {Value: "percent", Title: "Percent"}},
		}, {
			Name: "x", Title: "Left", Type: convert.Number,
			Min: 0, Max: 16383, Step: 1, Default: 0.0,
		}, {
			Name: "y", Title: "Top", Type: convert.Number,
			Min: 0, Max: 16383, Step: 1, Default: 0.0,
		}, {
			Name: "width", Title: "Width", Type: convert.Number,
			Description: "0 is all that there is.",
			Min:         0, Max: 16383, Step: 1, Default: 0.0,
		}, {
			Name: "height", Title: "Height", Type: convert.Number,
			Description: "0 is all that there is.",
			Min:         0, Max: 16383, Step: 1, Default: 0.0,
		}},
	},
	Convert: func(ctx context.Context, pic *picture.Picture, p convert.Values) error {
		part := box(pic.Info(), p)
		if width, height, ok := shape(p.Text("aspect")); ok {
			return pic.CropTo(ctx, part, width, height)
		}
		return pic.Crop(ctx, part)
	},
}

// box is the part that the numbers ask for.
func box(info picture.Info, p convert.Values) image.Rectangle {
	w, h := info.Upright()
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

// shape reads 16/9 and the like.
func shape(text string) (width, height float64, ok bool) {
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

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
