// Package function is the converter invert.
package function

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter makes a negative.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "invert",
		Title:    "Invert",
		Summary:  "Turns light to dark and colours to their opposites.",
		Version:  "1",
		Category: "Colour",
		Icon:     "invert",
		Effort:   &convert.Effort{Pixel: 1.5, Plane: 0.5},
	},
	Convert: func(ctx context.Context, pic *picture.Picture, _ convert.Values) error {
		return pic.Invert(ctx)
	},
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
