// Package function is the converter blur.
package function

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter is a Gaussian blur.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "blur",
		Title:    "Blur",
		Summary:  "Softens everything.",
		Version:  "1",
		Category: "Detail",
		Icon:     "blur",
		Effort:   &convert.Effort{Pixel: 3.2, Plane: 0.8, Factors: []convert.Factor{{Parameter: "sigma", Scale: 1, Offset: 1}}},
		Parameters: []convert.Parameter{{
			Name: "sigma", Title: "Radius", Type: convert.Number, Unit: "px",
			Description: "The standard deviation of the blur.",
			Min:         0.1, Max: picture.MaxSigma, Step: 0.1, Default: 3.0,
		}},
	},
	Extra: func(info picture.Info, _ convert.Values) int64 { return info.Another(info.Width, info.Height) },
	Convert: func(ctx context.Context, pic *picture.Picture, p convert.Values) error {
		return pic.Blur(ctx, p.Number("sigma"))
	},
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
