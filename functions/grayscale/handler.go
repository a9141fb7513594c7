// Package function is the converter grayscale.
package function

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter keeps a picture's luma (Rec. 601) and drops its colours.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "grayscale",
		Title:    "Grayscale",
		Summary:  "Keeps light and drops colour, by the weights of human sight.",
		Version:  "1",
		Category: "Colour",
		Icon:     "grayscale",
		Effort:   &convert.Effort{Pixel: 2.2, Plane: 0.5, Gray: true},
	},
	Convert: func(ctx context.Context, pic *picture.Picture, _ convert.Values) error {
		return pic.Grayscale(ctx)
	},
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
