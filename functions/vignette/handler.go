// Package function is the converter vignette.
package function

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter darkens a picture towards its corners.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "vignette",
		Title:    "Vignette",
		Summary:  "Darkens the corners.",
		Version:  "1",
		Category: "Effects",
		Icon:     "vignette",
		Effort:   &convert.Effort{Pixel: 3.8, Plane: 2},
		Parameters: []convert.Parameter{{
			Name: "strength", Title: "Strength", Type: convert.Number, Unit: "%",
			Description: "How dark the corners become.",
			Min:         0, Max: 100, Step: 1, Default: 60.0,
		}, {
			Name: "start", Title: "Start", Type: convert.Number, Unit: "%",
			Description: "Where it begins, on the way from the middle to a corner.",
			Min:         0, Max: 95, Step: 1, Default: 30.0,
		}},
	},
	Extra: func(info picture.Info, _ convert.Values) int64 { return info.Another(info.Width, info.Height) },
	Convert: func(ctx context.Context, pic *picture.Picture, p convert.Values) error {
		return pic.Vignette(ctx, p.Number("strength"), p.Number("start"))
	},
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
