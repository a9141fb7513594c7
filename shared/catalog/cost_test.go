package catalog

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/fault"
)

// dear is a converter whose work is worth an estimate.
var dear = Descriptor{
	Name: "dear", Title: "Dear", Version: "1",
	Parameters: []Parameter{
		{Name: "steps", Title: "Steps", Type: Integer, Min: 1, Max: 100, Default: 10},
		{Name: "octaves", Title: "Octaves", Type: Integer, Min: 1, Max: 3, Default: 2},
		{Name: "strength", Title: "Strength", Type: Number, Min: 0, Max: 4, Step: 0.5, Default: 1.0},
		{Name: "preset", Title: "Preset", Type: String, Default: "a", Choices: []Choice{{Value: "a", Title: "A"}, {Value: "b", Title: "B"}}},
		{Name: "fit", Title: "Fit", Type: Boolean, Default: false},
	},
	Cost: &Cost{
		Unit: "GFLOP", PerMegapixel: 10, Overhead: 20, PerSecond: 100, BudgetSeconds: 10,
		Factors: []Factor{
			{Parameter: "steps", Scale: 1},
			{Parameter: "octaves", Table: map[string]float64{"1": 1, "2": 1.5, "3": 1.75}},
			{Parameter: "strength", Scale: 0.5, Offset: 0.5},
			{Parameter: "preset", Table: map[string]float64{"a": 1, "b": 2}},
		},
	},
}

func dearValues(t *testing.T, query map[string][]string) Values {
	t.Helper()
	v, err := dear.Parse(query, nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestCost(t *testing.T) {
	if err := dear.Validate(); err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]float64{
		"":           20 + 10*10*1.5,
		"steps=20":   20 + 10*20*1.5,
		"octaves=1":  20 + 10*10,
		"strength=3": 20 + 10*10*1.5*2,
		"preset=b":   20 + 10*10*1.5*2,
	} {
		form := map[string][]string{}
		if name, value, ok := strings.Cut(query, "="); ok {
			form[name] = []string{value}
		}
		if got := dear.Cost.Of(1000, 1000, dearValues(t, form)); math.Abs(got-want) > 1e-9 {
			t.Errorf("%q: %v, want %v", query, got, want)
		}
	}
	v := dearValues(t, nil)
	if got := dear.Cost.Seconds(2000, 1000, v); math.Abs(got-3.2) > 1e-9 {
		t.Errorf("%v seconds, want 3.2", got)
	}
	if one, ten := dear.Cost.Of(1000, 1000, v), dear.Cost.Frames(10).Of(1000, 1000, v); math.Abs(ten-10*one) > 1e-9 {
		t.Errorf("ten frames cost %v, one %v", ten, one)
	}
	stored, err := json.Marshal(dear)
	if err != nil {
		t.Fatal(err)
	}
	var again Descriptor
	if err := json.Unmarshal(stored, &again); err != nil || again.Cost.Of(640, 480, v) != dear.Cost.Of(640, 480, v) {
		t.Errorf("after storing: %v, %v", again.Cost, err)
	}
}

func TestFit(t *testing.T) {
	v := dearValues(t, nil) // 980 GFLOP are left, a megapixel is 150
	for _, size := range [][2]int{{4000, 3000}, {3000, 4000}, {16383, 3000}, {3001, 3001}, {16383, 16383}} {
		w, h := dear.Cost.Fit(size[0], size[1], v)
		if !dear.Cost.Within(w, h, v) || w > size[0] || h > size[1] {
			t.Errorf("%v: %d × %d is not within the budget", size, w, h)
		}
		if grown := dear.Cost.Within(w+w/100+1, h+h/100+1, v); grown {
			t.Errorf("%v: %d × %d is not the largest", size, w, h)
		}
		if shape, was := float64(w)/float64(h), float64(size[0])/float64(size[1]); math.Abs(shape/was-1) > 0.01 {
			t.Errorf("%v: %d × %d has another shape", size, w, h)
		}
	}
	if w, h := dear.Cost.Fit(640, 480, v); w != 640 || h != 480 {
		t.Errorf("what fits becomes %d × %d", w, h)
	}
	tiny := *dear.Cost
	tiny.PerMegapixel = 1e9 // a pixel is 1000 steps
	if w, h := tiny.Fit(100, 1, v); w != 0 || h != 0 {
		t.Errorf("what never fits becomes %d × %d", w, h)
	}
	line := *dear.Cost
	line.PerMegapixel = 1e6 // 65 pixels
	if w, h := line.Fit(16000, 2, v); w < 1 || h != 1 || !line.Within(w, h, v) {
		t.Errorf("a line becomes %d × %d", w, h)
	}
}

func TestEstimate(t *testing.T) {
	v := dearValues(t, map[string][]string{"steps": {"90"}, "strength": {"2"}})
	if s, err := dear.Estimate(500, 500, 1, dearValues(t, nil)); err != nil || math.Abs(s-0.575) > 1e-9 {
		t.Errorf("%v, %v", s, err)
	}
	if s, err := sample.Estimate(9000, 9000, 1, nil); s != 0 || err != nil {
		t.Errorf("without a cost: %v, %v", s, err)
	}
	_, err := dear.Estimate(1000, 1000, 1, v)
	f := fault.From(err)
	if f.Code != fault.InvalidParameters || f.Fields["budget_seconds"] != 10.0 || f.Fields["estimate_seconds"].(float64) < 20 {
		t.Fatalf("%v %v", err, f.Fields)
	}
	largest := f.Fields["largest"].(map[string]any)
	if w, h := largest["width"].(int), largest["height"].(int); !dear.Cost.Within(w, h, v) || largest["megapixels"].(float64) > float64(w*h)/1e6 {
		t.Errorf("%v does not fit", largest)
	}
	for _, name := range []string{"steps", "strength"} {
		with := Values{}
		for k, x := range v {
			with[k] = x
		}
		with[name] = largest[name]
		if largest[name] != nil && !dear.Cost.Within(1000, 1000, with) {
			t.Errorf("%s=%v does not fit", name, largest[name])
		}
	}
	if largest["steps"] != 43 { // 980 / (10 × 1.5 × 1.5)
		t.Errorf("steps %v, want 43", largest["steps"])
	}
	if _, there := largest["octaves"]; there { // one octave is still too many
		t.Errorf("octaves=%v does not fit", largest["octaves"])
	}
	for _, says := range []string{"steps of at most 43", "fit=true"} {
		if !strings.Contains(f.Message, says) {
			t.Errorf("%q does not say %q", f.Message, says)
		}
	}
	v["fit"] = true
	if s, err := dear.Estimate(1000, 1000, 1, v); err != nil || s != 10 {
		t.Errorf("to be sized down: %v, %v", s, err)
	}
	if _, err := dear.Estimate(200, 200, 10, dearValues(t, nil)); err != nil {
		t.Errorf("a small animation: %v", err)
	}
	if _, err := dear.Estimate(1000, 1000, 100, dearValues(t, nil)); !fault.Is(err, fault.InvalidParameters) {
		t.Errorf("a large animation: %v", err)
	}
}

func TestValidateCost(t *testing.T) {
	bad := map[string]func(*Descriptor, *Cost){
		"rate":        func(_ *Descriptor, c *Cost) { c.PerSecond = 0 },
		"budget":      func(_ *Descriptor, c *Cost) { c.BudgetSeconds = math.Inf(1) },
		"work":        func(_ *Descriptor, c *Cost) { c.PerMegapixel = math.NaN() },
		"overhead":    func(_ *Descriptor, c *Cost) { c.Overhead = -1 },
		"unit":        func(_ *Descriptor, c *Cost) { c.Unit = "" },
		"unknown":     func(_ *Descriptor, c *Cost) { c.Factors[0].Parameter = "none" },
		"twice":       func(_ *Descriptor, c *Cost) { c.Factors[1] = c.Factors[0] },
		"no scale":    func(_ *Descriptor, c *Cost) { c.Factors[0].Scale = 0 },
		"nought":      func(_ *Descriptor, c *Cost) { c.Factors[2].Offset = 0 },
		"text":        func(_ *Descriptor, c *Cost) { c.Factors[3] = Factor{Parameter: "preset", Scale: 1} },
		"short table": func(_ *Descriptor, c *Cost) { c.Factors[3].Table = map[string]float64{"a": 1} },
		"long table":  func(_ *Descriptor, c *Cost) { c.Factors[3].Table = map[string]float64{"a": 1, "b": 1, "c": 1} },
		"free":        func(_ *Descriptor, c *Cost) { c.Factors[3].Table = map[string]float64{"a": 1, "b": 0} },
		"number table": func(_ *Descriptor, c *Cost) {
			c.Factors[2] = Factor{Parameter: "strength", Table: map[string]float64{"1": 1}}
		},
		"both": func(_ *Descriptor, c *Cost) { c.Factors[1].Scale = 1 },
		"fit": func(d *Descriptor, _ *Cost) {
			d.Parameters[4].Type, d.Parameters[4].Default = Integer, 0
			d.Parameters[4].Max = 1
		},
	}
	for name, spoil := range bad {
		t.Run(name, func(t *testing.T) {
			d, c := dear, *dear.Cost
			d.Parameters, c.Factors = slices.Clone(d.Parameters), slices.Clone(c.Factors)
			d.Cost = &c
			spoil(&d, &c)
			if d.Validate() == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestSpeed(t *testing.T) {
	list, err := json.Marshal([]Descriptor{dear})
	if err != nil {
		t.Fatal(err)
	}
	load := func(speed string) (*Catalog, error) {
		return Load(config.Map(map[string]string{"CONVERTERS": string(list), "CONVERT_SPEED": speed}, nil))
	}
	c, err := load("4")
	if err != nil {
		t.Fatal(err)
	}
	if d, _ := c.Lookup("dear"); d.Cost.PerSecond != 400 || dear.Cost.PerSecond != 100 {
		t.Errorf("%v a second of %v", d.Cost.PerSecond, dear.Cost.PerSecond)
	}
	for _, speed := range []string{"0", "-1", "fast", "NaN", "Inf"} {
		if _, err := load(speed); err == nil {
			t.Errorf("CONVERT_SPEED=%s is taken", speed)
		}
	}
}

// A parameter may cap what is worked on: a larger picture costs no more.
func TestCap(t *testing.T) {
	d, c := dear, *dear.Cost
	d.Parameters = append(slices.Clone(d.Parameters), Parameter{Name: "megapixels", Title: "Megapixels", Type: Number, Min: 0.1, Max: 50, Default: 1.0})
	c.CapParameter, d.Cost = "megapixels", &c
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	v, err := d.Parse(map[string][]string{"steps": {"90"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if small, large := c.Of(1000, 1000, v), c.Of(8000, 6000, v); small != large {
		t.Errorf("1 MP costs %v, 48 MP cost %v", small, large)
	}
	_, err = d.Estimate(8000, 6000, 1, v)
	largest, _ := fault.From(err).Fields["largest"].(map[string]any)
	v["megapixels"] = largest["megapixels"]
	if s, err := d.Estimate(8000, 6000, 1, v); err != nil || s < 9.9 {
		t.Errorf("with %v: %v s, %v", largest, s, err)
	}
	for _, spoil := range []string{"none", "steps", "strength"} { // no such, an integer, one that may be 0
		c.CapParameter = spoil
		if d.Validate() == nil {
			t.Errorf("cap_parameter %s is taken", spoil)
		}
	}
}
