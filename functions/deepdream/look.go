package function

import (
	"context"
	"time"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/dream"
)

// look is a network as a converter: what it can dream of, and where it comes
// from.
type look struct {
	name, title, summary string
	version              string
	presets              []preset
	usual                string // the preset without a choice
	load                 func(context.Context) (*dreamer, error)
}

// preset is something to dream of.
type preset struct {
	value, title, group string
	layer               string  // of the network
	class               int     // of the logits, −1 for what is no class
	apart               int     // of a class: what its things are apart, see dream.Options; 0 for a pattern
	dull                float64 // share of the parameter colour that is not used, 0 to 1
	work                float64 // GFLOP that a step takes for each megapixel of the network's windows
	most                float64 // megapixels that a window can have
}

// What a dream may take.
const (
	timeout       = 10 * time.Minute
	budgetSeconds = 240
	// gigaflops is what two cores with AVX2 do, the conversion's other work
	// included.
	gigaflops = 150
	// overhead is what a frame takes beside its steps, in GFLOP.
	overhead = 1
)

// octaveScale is how much larger each octave is than the one before.
const octaveScale = 1.4

func (l *look) converter() convert.Converter {
	return convert.Converter{
		Descriptor: convert.Descriptor{
			Name: l.name, Title: l.title, Summary: l.summary, Version: l.version,
			Category: "Dream", Icon: "deepdream", Preview: true,
			Parameters: l.parameters(),
			Cost: &convert.Cost{
				Unit: "GFLOP", PerMegapixel: 1, Overhead: overhead, CapParameter: "resolution", Windows: l.windows(),
				PerSecond: gigaflops, BudgetSeconds: budgetSeconds, Factors: l.factors(),
			},
		},
		Convert: l.convert,
		Memory:  8,
		Need:    need,
		Timeout: timeout,
	}
}

func (l *look) parameters() []convert.Parameter {
	choices := make([]convert.Choice, len(l.presets))
	for i, p := range l.presets {
		choices[i] = convert.Choice{Value: p.value, Title: p.title, Group: p.group}
	}
	return []convert.Parameter{
		{Name: "preset", Title: "Dream of", Type: convert.String, Choices: choices, Default: l.usual},
		{Name: "guide", Title: "Guide picture", Type: convert.Picture,
			Description: "Draws the dream towards this picture's patterns."},
		{Name: "strength", Title: "Strength", Type: convert.Number, Unit: "%", Min: 5, Max: 100, Step: 1, Default: 50.0},
		{Name: "octaves", Title: "Sizes", Type: convert.Integer, Min: 1, Max: 8, Default: 5,
			Description: "From how coarse to how fine motifs grow."},
		{Name: "steps", Title: "Steps", Type: convert.Integer, Min: 1, Max: 100, Default: 14,
			Description: "Of each size. More are deeper dreams, and take longer."},
		{Name: "colour", Title: "Colour", Type: convert.Number, Unit: "%", Min: 0, Max: 100, Step: 1, Default: 60.0,
			Description: "How far colours may leave the picture's."},
		{Name: "blend", Title: "Blend", Type: convert.Number, Unit: "%", Min: 5, Max: 100, Step: 1, Default: 100.0,
			Description: "Of the dream over the original."},
		{Name: "seed", Title: "Seed", Type: convert.Integer, Min: 0, Max: 1<<31 - 1, Default: 1,
			Description: "Another number is another dream; the same one is the same dream."},
		{Name: "resolution", Title: "Resolution", Type: convert.Number, Unit: "MP", Min: 0.1, Max: 4, Step: 0.1, Default: 2.0, Advanced: true,
			Description: "What is dreamt at. Larger pictures get the dream enlarged over their own detail."},
		{Name: "channel", Title: "Channel", Type: convert.Integer, Min: -1, Max: 2047, Default: -1, Advanced: true,
			Description: "One channel of the layer alone; −1 for all of them. Layers alone have them: motifs, classes and a guide make no use of it."},
		{Name: catalog.FitParameter, Title: "Make it fit", Type: convert.Boolean, Default: false, Advanced: true,
			Description: "Lowers the resolution of what would take too long."},
	}
}

// factors are how the work depends on the parameters beside the octaves.
func (l *look) factors() []convert.Factor {
	work := map[string]float64{}
	for _, p := range l.presets {
		work[p.value] = p.work
	}
	return []convert.Factor{
		{Parameter: "steps", Scale: 1},
		{Parameter: "preset", Table: work},
	}
}

// windows are what the network sees of the octaves, as package dream cuts them.
func (l *look) windows() *convert.Windows {
	most := map[string]float64{}
	for _, p := range l.presets {
		most[p.value] = p.most
	}
	return &convert.Windows{
		Sizes: "octaves", Ratio: octaveScale, Repeat: 1, Smallest: dream.SmallestSide,
		Border: dream.Windows.Whole, Overlap: dream.Windows.Overlap, Grid: dream.Grid, Least: dream.Least, Again: 1,
		By: "preset", Table: most,
	}
}

func (l *look) preset(value string) preset {
	for _, p := range l.presets {
		if p.value == value {
			return p
		}
	}
	return l.presets[0] // values are checked against the descriptor
}
