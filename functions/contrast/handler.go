// Package function is the converter contrast.
package function

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter stretches or flattens tones linearly about the middle gray.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "contrast",
		Title:    "Contrast",
		Summary:  "Spreads or gathers tones about middle gray.",
		Version:  "1",
		Category: "Light",
		Icon:     "contrast",
		Effort:   &convert.Effort{Pixel: 1.5, Plane: 1},
		Parameters: []convert.Parameter{{
			Name: "contrast", Title: "Contrast", Type: convert.Number, Unit: "%",
			Description: "Below zero flattens, above zero strengthens.",
			Min:         -100, Max: 100, Step: 1, Default: 20.0,
		}},
	},
	Convert: func(ctx context.Context, pic *picture.Picture, p convert.Values) error {
		return pic.Contrast(ctx, p.Number("contrast"))
	},
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
