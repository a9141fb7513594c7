// Package function is the converter sharpen.
package function

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter is an unsharp mask on luma.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "sharpen",
		Title:    "Sharpen",
		Summary:  "Brings out edges and fine detail.",
		Version:  "1",
		Category: "Detail",
		Icon:     "sharpen",
		Effort:   &convert.Effort{Pixel: 0.5, Plane: 0.2, Factors: []convert.Factor{{Parameter: "sigma", Scale: 1, Offset: 20}}},
		Parameters: []convert.Parameter{{
			Name: "sigma", Title: "Radius", Type: convert.Number, Unit: "px",
			Description: "How wide the detail is that is brought out.",
			Min:         0.1, Max: 20, Step: 0.1, Default: 1.0,
		}, {
			Name: "amount", Title: "Amount", Type: convert.Number, Unit: "%",
			Min: 0, Max: 500, Step: 5, Default: 100.0,
		}},
	},
	Extra: func(info picture.Info, _ convert.Values) int64 { return info.Another(info.Width, info.Height) },
	Convert: func(ctx context.Context, pic *picture.Picture, p convert.Values) error {
		return pic.Sharpen(ctx, p.Number("sigma"), p.Number("amount"))
	},
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
