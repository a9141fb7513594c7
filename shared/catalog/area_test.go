package catalog

import (
	"encoding/json"
	"strings"
	"testing"
)

func areaDescriptor(change func(p []Parameter)) Descriptor {
	edge := func(name string, part Area) Parameter {
		return Parameter{Name: name, Title: name, Type: Number, Max: 100, Default: 0.0, Area: part}
	}
	d := Descriptor{Name: "patch", Title: "Patch", Version: "1", Parameters: []Parameter{
		edge("left", AreaX), edge("top", AreaY), edge("wide", AreaWidth), edge("high", AreaHeight),
		{Name: "in", Title: "In", Type: String, Default: "px", Choices: []Choice{{Value: "px", Title: "Pixels"}, {Value: "percent", Title: "Percent"}}, Area: AreaUnit},
	}}
	change(d.Parameters)
	return d
}

func TestAnAreaIsWholeAndOne(t *testing.T) {
	for problem, change := range map[string]func(p []Parameter){
		"":             func([]Parameter) {},
		"but no y":     func(p []Parameter) { p[1].Area = "" },
		"but no x":     func(p []Parameter) { p[0].Area = "" },
		"already":      func(p []Parameter) { p[1].Area = AreaX },
		"unknown part": func(p []Parameter) { p[4].Area = "z" },
		"is a number": func(p []Parameter) {
			p[2] = Parameter{Name: "wide", Title: "Wide", Type: Boolean, Default: false, Area: AreaWidth}
		},
		"can be 0":        func(p []Parameter) { p[2].Min = 1; p[2].Default = 1.0 },
		"not in integers": func(p []Parameter) { p[3].Type, p[3].Default = Integer, 0 },
		"with choices":    func(p []Parameter) { p[4].Choices, p[4].MaxLength = nil, 9 },
	} {
		err := areaDescriptor(change).Validate()
		if problem == "" && err != nil || problem != "" && (err == nil || !strings.Contains(err.Error(), problem)) {
			t.Errorf("%q: %v", problem, err)
		}
	}
}

// An area is in the schema, and a descriptor from the environment can have one.
func TestAnAreaIsTold(t *testing.T) {
	raw, err := json.Marshal(areaDescriptor(func([]Parameter) {}))
	if err != nil {
		t.Fatal(err)
	}
	var d Descriptor
	if err := json.Unmarshal(raw, &d); err != nil {
		t.Fatal(err)
	}
	properties := d.Schema()["properties"].(map[string]any)
	for name, want := range map[string]any{"left": AreaX, "top": AreaY, "wide": AreaWidth, "high": AreaHeight, "in": AreaUnit} {
		if got := properties[name].(map[string]any)["x-area"]; got != want {
			t.Errorf("%s is %v of the area, want %v", name, got, want)
		}
	}
}
