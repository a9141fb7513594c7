// Package function is the converter saturation.
package function

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter moves colours away from their grays, or towards them.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "saturation",
		Title:    "Saturation",
		Summary:  "Makes colours stronger or paler.",
		Version:  "1",
		Category: "Colour",
		Icon:     "saturation",
		Effort:   &convert.Effort{Pixel: 5, Plane: 1},
		Parameters: []convert.Parameter{{
			Name: "saturation", Title: "Saturation", Type: convert.Number, Unit: "%",
			Description: "Below zero pales, down to grays; above zero strengthens.",
			Min:         -100, Max: 200, Step: 1, Default: 30.0,
		}},
	},
	Convert: func(ctx context.Context, pic *picture.Picture, p convert.Values) error {
		return pic.Saturation(ctx, p.Number("saturation"))
	},
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
