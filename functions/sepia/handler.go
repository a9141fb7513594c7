// Package function is the converter sepia.
package function

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter tints a picture by the matrix of the W3C's filter effects.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "sepia",
		Title:    "Sepia",
		Summary:  "Tints the picture brown, as old photographs are.",
		Version:  "1",
		Category: "Colour",
		Icon:     "sepia",
		Effort:   &convert.Effort{Pixel: 5, Plane: 5},
		Parameters: []convert.Parameter{{
			Name: "amount", Title: "Amount", Type: convert.Number, Unit: "%",
			Min: 0, Max: 100, Step: 1, Default: 100.0,
		}},
	},
	Memory: 4, // of a gray picture, which gets colours
	Convert: func(ctx context.Context, pic *picture.Picture, p convert.Values) error {
		return pic.Sepia(ctx, p.Number("amount"))
	},
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
