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
	"github.com/reverie-image/reverie/shared/style"
)

const (
	// work is what a step takes for a megapixel of the network's windows, in GFLOP:
	// the network's and that of the Gram matrices. A transfer does as much as one
	// more step besides.
	work = 63
	// gigaflops is what two cores with AVX2 do, the other work included.
	gigaflops = 90
	// most is how many megapixels a window can have. A test computes it anew.
	most = 0.77
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
				Description: "100 % sees the style picture as large as the picture."},
			{Name: "colours", Title: "Colours", Type: convert.String, Default: string(style.StyleColours), Choices: []convert.Choice{
				{Value: string(style.StyleColours), Title: "Of the style"}, {Value: string(style.ContentColours), Title: "Of the picture"}}},
			{Name: "blend", Title: "Blend", Type: convert.Number, Unit: "%", Min: 5, Max: 100, Step: 1, Default: 100.0,
				Description: "Of the result over the original."},
			{Name: "steps", Title: "Steps", Type: convert.Integer, Min: 1, Max: 60, Default: 20, Advanced: true,
				Description: "At the largest size; smaller ones take more. More are nearer to the style, and take longer."},
			{Name: "seed", Title: "Seed", Type: convert.Integer, Min: 0, Max: 1<<31 - 1, Default: 1, Advanced: true,
				Description: "Another number is another painting; the same one is the same painting."},
			{Name: "resolution", Title: "Resolution", Type: convert.Number, Unit: "MP", Min: 0.05, Max: 1, Step: 0.05, Default: 0.5, Advanced: true,
				Description: "What is painted at. Larger pictures get the painting enlarged over their own detail."},
			{Name: catalog.FitParameter, Title: "Make it fit", Type: convert.Boolean, Default: false, Advanced: true,
				Description: "Lowers the resolution of what would take too long."},
		},
		Cost: &convert.Cost{
			Unit: "GFLOP", PerMegapixel: work, Overhead: 10, CapParameter: "resolution", PerSecond: gigaflops, BudgetSeconds: 240,
			Factors: []convert.Factor{{Parameter: "steps", Scale: 1, Offset: 1}},
			Windows: &convert.Windows{
				Count: style.Sizes, Ratio: 2, Repeat: 2, Smallest: style.SmallestSide,
				Border: style.Border.Whole, Overlap: style.Border.Overlap, Grid: dream.Grid, Least: dream.Least,
				Again: 1.5, Most: most, // a tile's half of the work forward is done twice
			},
		},
	},
	Convert: transfer,
	Memory:  8,
	Need:    need,
	Timeout: 10 * time.Minute,
}

// New builds the function from an environment.
var New = convert.Function(&Converter)

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }
