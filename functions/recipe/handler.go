// Package function is the converter recipe: it runs several converters on one
// picture in one call, decoding once and encoding once. It holds every converter
// that is no more than an operation on pixels; suite.go lists them. It is the
// only function that holds others.
package function

import (
	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
)

// Converter runs the steps of a recipe one after the other.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name:     "recipe",
		Title:    "Recipe",
		Summary:  "Runs several converters in one go.",
		Version:  "1",
		Category: "Recipes",
		Icon:     "recipe",
		Parameters: []convert.Parameter{{
			Name: "recipe", Title: "Recipe", Type: convert.Recipe, Required: true,
			Description: "Converters joined by commas, such as grayscale,contrast:20.",
		}},
	},
	Steps: suite,
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
