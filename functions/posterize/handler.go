// Package function is the converter posterize.
package function

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter leaves each colour channel a few levels.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "posterize",
		Title:    "Posterize",
		Summary:  "Leaves only a few levels of each colour.",
		Version:  "1",
		Category: "Effects",
		Icon:     "posterize",
		Effort:   &convert.Effort{Pixel: 1.4, Plane: 1.4},
		Parameters: []convert.Parameter{{
			Name: "levels", Title: "Levels", Type: convert.Integer,
			Description: "Of each of red, green and blue.",
			Min:         2, Max: 64, Step: 1, Default: 4,
		}},
	},
	Convert: func(ctx context.Context, pic *picture.Picture, p convert.Values) error {
		return pic.Posterize(ctx, p.Int("levels"))
	},
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
