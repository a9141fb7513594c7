// Package function is the converter edges.
package function

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter finds outlines with the Sobel operator.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "edges",
		Title:    "Edges",
		Summary:  "Leaves outlines alone, like a drawing.",
		Version:  "1",
		Category: "Detail",
		Icon:     "edges",
		Effort:   &convert.Effort{Pixel: 5, Plane: 1.5},
		Parameters: []convert.Parameter{{
			Name: "strength", Title: "Strength", Type: convert.Number, Unit: "%",
			Min: 10, Max: 1000, Step: 10, Default: 200.0,
		}, {
			Name: "invert", Title: "Dark on white", Type: convert.Boolean,
			Description: "Draws with a pencil instead of chalk.",
			Default:     false,
		}},
	},
	Extra: func(info picture.Info, _ convert.Values) int64 { return info.Another(info.Width, info.Height) },
	Convert: func(ctx context.Context, pic *picture.Picture, p convert.Values) error {
		return pic.Edges(ctx, p.Number("strength"), p.Bool("invert"))
	},
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
