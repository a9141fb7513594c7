// Package function is the converter crop.
package function

import (
	"context"

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
		Effort:   &convert.Effort{Pixel: 0.1, Plane: 0.1, Size: convert.SizeCrop},
		Parameters: []convert.Parameter{{
			Name: "aspect", Title: "Shape", Type: convert.String, Default: "free", Area: convert.AreaAspect,
			Description: "The largest part of this shape about the middle of what is left.",
			Choices: []convert.Choice{
				{Value: "free", Title: "Free"}, {Value: "1/1", Title: "Square"},
				{Value: "4/3", Title: "4 : 3"}, {Value: "3/2", Title: "3 : 2"}, {Value: "16/9", Title: "16 : 9"},
				{Value: "3/4", Title: "3 : 4"}, {Value: "2/3", Title: "2 : 3"}, {Value: "9/16", Title: "9 : 16"},
			},
		}, {
			Name: "unit", Title: "Unit", Type: convert.String, Default: "px", Area: convert.AreaUnit,
			Choices: []convert.Choice{{Value: "px", Title: "Pixels"}, {Value: "percent", Title: "Percent"}},
		}, {
			Name: "x", Title: "Left", Type: convert.Number, Area: convert.AreaX,
			Min: 0, Max: 16383, Step: 1, Default: 0.0,
		}, {
			Name: "y", Title: "Top", Type: convert.Number, Area: convert.AreaY,
			Min: 0, Max: 16383, Step: 1, Default: 0.0,
		}, {
			Name: "width", Title: "Width", Type: convert.Number, Area: convert.AreaWidth,
			Description: "0 is all that there is.",
			Min:         0, Max: 16383, Step: 1, Default: 0.0,
		}, {
			Name: "height", Title: "Height", Type: convert.Number, Area: convert.AreaHeight,
			Description: "0 is all that there is.",
			Min:         0, Max: 16383, Step: 1, Default: 0.0,
		}},
	},
	Convert: func(ctx context.Context, pic *picture.Picture, p convert.Values) error {
		w, h := pic.Info().Upright()
		part := convert.CropBox(w, h, p)
		if width, height, ok := convert.Aspect(p.Text("aspect")); ok {
			return pic.CropTo(ctx, part, width, height)
		}
		return pic.Crop(ctx, part)
	},
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
