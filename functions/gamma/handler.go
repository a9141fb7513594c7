// Package function is the converter gamma.
package function

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter bends the tones between black and white.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "gamma",
		Title:    "Gamma",
		Summary:  "Lightens or darkens middle tones; black and white stay.",
		Version:  "1",
		Category: "Light",
		Icon:     "gamma",
		Effort:   &convert.Effort{Pixel: 1.5, Plane: 1.5},
		Parameters: []convert.Parameter{{
			Name: "gamma", Title: "Gamma", Type: convert.Number,
			Description: "Above 1 lightens, below 1 darkens.",
			Min:         0.1, Max: 5, Step: 0.05, Default: 1.5,
		}},
	},
	Convert: func(ctx context.Context, pic *picture.Picture, p convert.Values) error {
		return pic.Gamma(ctx, p.Number("gamma"))
	},
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
