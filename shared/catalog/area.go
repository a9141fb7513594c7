package catalog

import (
	"fmt"
	"maps"
	"slices"
)

// Area says what a parameter is of a part of the picture, which the page then lets
// people draw as a box over it. A converter with one has x, y, width and height,
// and may have unit and aspect.
//
// They speak of the picture as it is shown, from its top left corner, in pixels; the
// box goes from round(x) to round(x + width), halves up. A width or height of 0 is all
// that there is to the picture's size, and what lies outside the picture is left out.
// With an aspect of a/b the largest part of that shape about the box's middle is meant.
type Area string

// What a parameter can be of an area.
const (
	AreaX      Area = "x"
	AreaY      Area = "y"
	AreaWidth  Area = "width"
	AreaHeight Area = "height"
	AreaUnit   Area = "unit"   // px or percent
	AreaAspect Area = "aspect" // free, or a shape such as 16/9
)

// areaType is what each has to be.
var areaType = map[Area]Type{AreaX: Number, AreaY: Number, AreaWidth: Number, AreaHeight: Number, AreaUnit: String, AreaAspect: String}

func (d Descriptor) validateArea() error {
	parts := map[Area]string{}
	for _, p := range d.Parameters {
		if p.Area == "" {
			continue
		}
		want, known := areaType[p.Area]
		switch {
		case !known:
			return fmt.Errorf("parameter %s: unknown part %q of an area", p.Name, p.Area)
		case parts[p.Area] != "":
			return fmt.Errorf("parameter %s: %s is the area's %s already", p.Name, parts[p.Area], p.Area)
		case p.Type != want && (want != Number || p.Type != Integer), want == String && len(p.Choices) == 0:
			return fmt.Errorf("parameter %s: the %s of an area is a %s, with choices where that is a string", p.Name, p.Area, want)
		}
		parts[p.Area] = p.Name
	}
	for _, p := range d.Parameters {
		switch {
		case areaType[p.Area] != Number:
		case p.Min > 0:
			return fmt.Errorf("parameter %s: a part of an area can be 0", p.Name)
		case p.Type == Integer && parts[AreaUnit] != "":
			return fmt.Errorf("parameter %s: an area in more than one unit is in numbers, not in integers", p.Name)
		}
	}
	for _, part := range []Area{AreaX, AreaY, AreaWidth, AreaHeight} {
		if len(parts) > 0 && parts[part] == "" {
			return fmt.Errorf("an area has %v but no %s", slices.Sorted(maps.Keys(parts)), part)
		}
	}
	return nil
}
