// Package function is the converter format. (The function called convert takes
// the orders for all converters.)
package function

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter writes a picture in another format and changes nothing else.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "format",
		Title:    "Convert",
		Summary:  "Writes the picture in another format.",
		Version:  "1",
		Category: "File",
		Icon:     "format",
		Effort:   &convert.Effort{Pixel: 0.1, Plane: 0.1},
		Parameters: []convert.Parameter{{
			Name: "format", Title: "Format", Type: convert.String, Default: string(picture.PNG),
			Description: "What a format cannot hold is left out: transparency becomes white, an animation its first frame.",
			Choices:     choices(),
		}},
	},
	Extra: func(info picture.Info, _ convert.Values) int64 { return info.Another(info.Width, info.Height) },
	Convert: func(_ context.Context, pic *picture.Picture, p convert.Values) error {
		return pic.SetFormat(picture.Format(p.Text("format")))
	},
}

func choices() (all []convert.Choice) {
	for _, f := range picture.OutputFormats() {
		all = append(all, convert.Choice{Value: string(f), Title: f.Name()})
	}
	return all
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
