package catalog

import (
	"strings"

	"github.com/reverie-image/reverie/shared/picture"
)

// The parameters by which a request says how its result is written, whatever
// the converter. They are there only when they were sent.
const (
	FormatParameter  = "format"
	QualityParameter = "quality"
)

// outputs are the parameters of every converter that writes its results with
// package picture, but those whose names the converter has for itself.
func (d Descriptor) outputs() []Parameter {
	if !d.Output {
		return nil
	}
	var out []Parameter
	for _, p := range outputParameters() {
		if _, own := d.parameter(p.Name); !own {
			out = append(out, p)
		}
	}
	return out
}

func outputParameters() []Parameter {
	format := Parameter{
		Name: FormatParameter, Title: "Format", Type: String, Advanced: true, output: true,
		Description: "Of the result; left out, that of the picture.",
	}
	for _, f := range picture.OutputFormats() {
		format.Choices = append(format.Choices, Choice{Value: string(f), Title: f.Name()})
	}
	return []Parameter{format, {
		Name: QualityParameter, Title: "Quality", Type: Integer, Min: 1, Max: 100, Advanced: true, output: true,
		Description: "Of a JPEG or WebP; left out, that of the picture.",
	}}
}

// aboutOutput says that a parameter is one of the result's, where it was sent
// for a step.
func aboutOutput(name string) bool {
	return strings.EqualFold(name, FormatParameter) || strings.EqualFold(name, QualityParameter)
}
