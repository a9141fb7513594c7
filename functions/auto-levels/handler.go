// Package function is the converter auto-levels.
package function

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter stretches the tones that are there to the whole range.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "auto-levels",
		Title:    "Auto levels",
		Summary:  "Stretches tones to reach from black to white.",
		Version:  "1",
		Category: "Light",
		Icon:     "auto-levels",
		Effort:   &convert.Effort{Pixel: 5.5, Plane: 2.5},
		Parameters: []convert.Parameter{{
			Name: "clip", Title: "Clip", Type: convert.Number, Unit: "%",
			Description: "The share of pixels at each end that may become black or white.",
			Min:         0, Max: 10, Step: 0.1, Default: 0.5,
		}, {
			Name: "channels", Title: "Each colour by itself", Type: convert.Boolean,
			Description: "Also takes out a cast of colour.",
			Default:     false,
		}},
	},
	Convert: func(ctx context.Context, pic *picture.Picture, p convert.Values) error {
		return pic.AutoLevels(ctx, p.Number("clip"), p.Bool("channels"))
	},
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
