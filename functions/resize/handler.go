// Package function is the converter resize.
package function

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter scales a picture by a Lanczos filter.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "resize",
		Title:    "Resize",
		Summary:  "Scales the picture to another size.",
		Version:  "1",
		Category: "Geometry",
		Icon:     "resize",
		Effort:   &convert.Effort{Pixel: 6, Plane: 3, Size: convert.SizeResize},
		Parameters: []convert.Parameter{{
			Name: "width", Title: "Width", Type: convert.Integer, Unit: "px",
			Description: "0 leaves it to the height.",
			Min:         0, Max: 16383, Step: 1, Default: 1024,
		}, {
			Name: "height", Title: "Height", Type: convert.Integer, Unit: "px",
			Description: "0 leaves it to the width.",
			Min:         0, Max: 16383, Step: 1, Default: 0,
		}, {
			Name: "fit", Title: "Fit", Type: convert.String, Default: string(picture.Contain),
			Description: "Where both are given: all of the picture within them, the whole of them with the rest cut off, or the picture pulled to their shape.",
			Choices:     []convert.Choice{{Value: string(picture.Contain), Title: "Contain"}, {Value: string(picture.Cover), Title: "Cover"}, {Value: string(picture.Fill), Title: "Fill"}},
		}},
	},
	Extra: func(info picture.Info, p convert.Values) int64 {
		w, h := info.Upright()
		return info.Another(picture.ResultSize(w, h, p.Int("width"), p.Int("height"), picture.Fit(p.Text("fit"))))
	},
	Convert: func(ctx context.Context, pic *picture.Picture, p convert.Values) error {
		return pic.Resize(ctx, p.Int("width"), p.Int("height"), picture.Fit(p.Text("fit")))
	},
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
