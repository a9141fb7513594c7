// Package function is the converter style: it repaints a picture in the manner
// of another. The repainting is in package style; here are its parameters.
package function

import (
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Converter transfers styles with the shipped network.
var Converter = convert.Converter{
	Descriptor: convert.Descriptor{
		Name: "style", Title: "Style transfer", Version: "1", Category: "Dream", Icon: "style", Preview: true,
		Summary: "Repaints a picture in the manner of another.",
		Parameters: []convert.Parameter{
			{Name: "style", Title: "Style picture", Type: convert.Picture, Required: true,
				Description: "Its colours and strokes are taken."},
			{Name: "strength", Title: "Strength", Type: convert.Number, Unit: "%", Min: 1, Max: 100, Step: 1, Default: 50.0,
				Description: "Of the style against the picture's own forms."},
			{Name: "scale", Title: "Size of strokes", Type: convert.Number, Unit: "%", Min: 25, Max: 200, Step: 5, Default: 100.0,
				Description: "The style picture's size against the picture's."},
			{Name: "steps", Title: "Steps", Type: convert.Integer, Min: 1, Max: 60, Default: 20,
				Description: "At the largest size; smaller ones take more."},
			{Name: "blend", Title: "Blend", Type: convert.Number, Unit: "%", Min: 5, Max: 100, Step: 1, Default: 100.0,
				Description: "Of the result over the original."},
			{Name: "seed", Title: "Seed", Type: convert.Integer, Min: 0, Max: 1<<31 - 1, Default: 1},
			{Name: "resolution", Title: "Resolution", Type: convert.Number, Unit: "MP", Min: 0.05, Max: 2, Step: 0.05, Default: 0.5, Advanced: true,
				Description: "What is painted at. Larger pictures get it enlarged over their own detail."},
			{Name: catalog.FitParameter, Title: "Make it fit", Type: convert.Boolean, Default: false, Advanced: true,
				Description: "Lowers the resolution of what would take too long."},
		},
		Cost: &convert.Cost{
			// Three sizes, with 4, 2 and 1 times the steps on 1/16, 1/4 and all of
			// the pixels, of a gradient of 55 GFLOP a megapixel.
			Unit: "GFLOP", PerMegapixel: 97, Overhead: 10, CapParameter: "resolution", PerSecond: 60, BudgetSeconds: 240,
			Factors: []convert.Factor{{Parameter: "steps", Scale: 1}},
		},
	},
	Convert: transfer,
	Memory:  8,
	Need: func(info picture.Info, v convert.Values) int64 {
		pixels := min(float64(info.Width)*float64(info.Height), v.Number("resolution")*1e6)
		return dream.PlanMemory + int64(100*pixels)
	},
	Timeout: 10 * time.Minute,
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
