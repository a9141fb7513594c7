// Package function is the converter flip-vertical.
package function

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter mirrors a picture top to bottom, as it is seen: a picture that its
// orientation tag turns by a quarter is mirrored in the stored horizontal.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "flip-vertical",
		Title:    "Flip vertically",
		Summary:  "Mirrors the picture top to bottom.",
		Version:  "1",
		Category: "Geometry",
		Icon:     "flip-vertical",
		Effort:   &convert.Effort{Pixel: 1.5, Plane: 0.5},
	},
	Convert: func(ctx context.Context, pic *picture.Picture, _ convert.Values) error {
		return pic.FlipVertical(ctx)
	},
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
