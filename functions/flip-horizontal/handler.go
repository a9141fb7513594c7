// Package function is the converter flip-horizontal.
package function

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter mirrors a picture left to right, as it is seen: a picture that its
// orientation tag turns by a quarter is mirrored in the stored vertical.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "flip-horizontal",
		Title:    "Flip horizontally",
		Summary:  "Mirrors the picture left to right.",
		Version:  "1",
		Category: "Geometry",
		Icon:     "flip-horizontal",
		Effort:   &convert.Effort{Pixel: 0.7, Plane: 0.5},
	},
	Convert: func(ctx context.Context, pic *picture.Picture, _ convert.Values) error {
		return pic.FlipHorizontal(ctx)
	},
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
