// Package function is the converter brightness.
package function

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter adds the same to all tones.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "brightness",
		Title:    "Brightness",
		Summary:  "Makes everything lighter or darker by the same step.",
		Version:  "1",
		Category: "Light",
		Icon:     "brightness",
		Effort:   &convert.Effort{Pixel: 1.5, Plane: 0.5},
		Parameters: []convert.Parameter{{
			Name: "brightness", Title: "Brightness", Type: convert.Number, Unit: "%",
			Description: "Below zero darkens, above zero lightens.",
			Min:         -100, Max: 100, Step: 1, Default: 10.0,
		}},
	},
	Convert: func(ctx context.Context, pic *picture.Picture, p convert.Values) error {
		return pic.Brightness(ctx, p.Number("brightness"))
	},
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
