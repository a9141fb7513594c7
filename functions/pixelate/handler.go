// Package function is the converter pixelate.
package function

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter makes squares their means.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "pixelate",
		Title:    "Pixelate",
		Summary:  "Puts the picture together from squares.",
		Version:  "1",
		Category: "Effects",
		Icon:     "pixelate",
		Effort:   &convert.Effort{Pixel: 4, Plane: 1},
		Parameters: []convert.Parameter{{
			Name: "size", Title: "Size", Type: convert.Integer, Unit: "px",
			Description: "The side of a square.",
			Min:         2, Max: 256, Step: 1, Default: 16,
		}},
	},
	Extra: func(info picture.Info, _ convert.Values) int64 { return info.Another(info.Width, info.Height) },
	Convert: func(ctx context.Context, pic *picture.Picture, p convert.Values) error {
		return pic.Pixelate(ctx, p.Int("size"))
	},
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
