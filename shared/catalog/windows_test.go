package catalog

import (
	"encoding/json"
	"math"
	"slices"
	"testing"
)

// wide is dear with windows, and a parameter that caps its megapixels.
func wide() Descriptor {
	d, c := dear, *dear.Cost
	d.Parameters = append(slices.Clone(d.Parameters), Parameter{Name: "megapixels", Title: "Megapixels", Type: Number, Min: 0.1, Max: 4, Default: 1.0})
	c.Factors = []Factor{{Parameter: "steps", Scale: 1}}
	c.CapParameter, c.Overhead = "megapixels", 1
	c.Windows = &Windows{
		Sizes: "octaves", Ratio: 2, Repeat: 1, Smallest: 40, Border: 60, Overlap: 100, Grid: 16, Least: 64, Again: 1,
		By: "preset", Table: map[string]float64{"a": 0.5, "b": 2},
	}
	d.Cost = &c
	return d
}

func TestWindows(t *testing.T) {
	d := wide()
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		w, h  int
		query map[string][]string
		want  float64 // pixels
	}{
		{8, 8, nil, 80 * 80},                               // 68 rounded up, and no smaller size
		{100, 20, nil, 160 * 80},                           //
		{100, 100, nil, 160*160 + 112*112},                 // and 50 × 50
		{100, 100, one("octaves", "3"), 160*160 + 112*112}, // 25 × 25 is too small
		{700, 700, one("octaves", "1"), 2 * 464 * 816},     // 768² are too many: 352 and 348 across
		{700, 700, one("preset", "b"), 768*768 + 416*416},
		{4000, 1000, one("octaves", "1"), 3 * 784 * 624}, // capped: 2000 × 500
		{2000, 1, one("octaves", "1"), 2064 * 64},
	} {
		v, err := d.Parse(tt.query, nil)
		if err != nil {
			t.Fatal(err)
		}
		if got := (d.Cost.Of(tt.w, tt.h, v) - 1) / 10 / 10 * 1e6; math.Abs(got-tt.want) > 1 {
			t.Errorf("%d × %d, %v: %.0f pixels, want %.0f", tt.w, tt.h, tt.query, got, tt.want)
		}
	}
	stored, err := json.Marshal(d)
	if err != nil {
		t.Fatal(err)
	}
	var again Descriptor
	v, _ := d.Parse(nil, nil)
	if err := json.Unmarshal(stored, &again); err != nil || again.Cost.Of(640, 480, v) != d.Cost.Of(640, 480, v) {
		t.Errorf("after storing: %v, %v", again.Cost.Windows, err)
	}
}

func one(name, value string) map[string][]string { return map[string][]string{name: {value}} }

// TestWindowsEnd: sizes and shapes as odd as may be are cut in the end.
func TestWindowsEnd(t *testing.T) {
	d := wide()
	d.Cost.Windows.Table = map[string]float64{"a": 1e-9, "b": 2}
	v, _ := d.Parse(one("octaves", "1"), nil)
	for _, size := range [][2]int{{16383, 1}, {1, 16383}, {16383, 3052}, {1, 1}} {
		if got := d.Cost.Of(size[0], size[1], v); !positive(got) {
			t.Errorf("%v costs %v", size, got)
		}
	}
}

// TestFitIsRecorded: what fit made smaller is said by the parameters, so that it
// does not depend on who runs them.
func TestFitIsRecorded(t *testing.T) {
	d := wide()
	v, _ := d.Parse(map[string][]string{"steps": {"100"}, "megapixels": {"4"}, "fit": {"true"}}, nil)
	slow := d.Fit(3000, 2000, 1, v)
	fast := d.At(3).Fit(3000, 2000, 1, v)
	for name, got := range map[string]Values{"slow": slow, "fast": fast} {
		if got.Bool("fit") || got.Number("megapixels") >= 4 && name == "slow" || got.Int("steps") != 100 {
			t.Errorf("%s: %s", name, got.JSON())
		}
	}
	if s, f := slow.Number("megapixels"), fast.Number("megapixels"); s >= f {
		t.Errorf("%v MP on a slow machine, %v on a fast one", s, f)
	}
	if _, err := d.Estimate(3000, 2000, 1, slow); err != nil {
		t.Errorf("what was made to fit does not: %v", err)
	}
	if again := d.At(9).Fit(3000, 2000, 1, slow); again.Number("megapixels") != slow.Number("megapixels") {
		t.Errorf("sent again it becomes %v", again)
	}
	if v.Bool("fit") != true || v.Number("megapixels") != 4 {
		t.Error("what was sent has changed")
	}
	huge := d
	c := *d.Cost
	c.PerMegapixel, huge.Cost = 1e6, &c
	if _, err := huge.Estimate(3000, 2000, 1, huge.Fit(3000, 2000, 1, v)); err == nil {
		t.Error("what nothing makes fit is taken")
	}
}

func TestValidateWindows(t *testing.T) {
	for name, spoil := range map[string]func(*Windows){
		"ratio":   func(w *Windows) { w.Ratio = 1 },
		"nan":     func(w *Windows) { w.Ratio = math.NaN() },
		"repeat":  func(w *Windows) { w.Repeat = 0 },
		"again":   func(w *Windows) { w.Again = math.Inf(1) },
		"grid":    func(w *Windows) { w.Grid = 0 },
		"least":   func(w *Windows) { w.Least = 0 },
		"border":  func(w *Windows) { w.Border = -1 },
		"overlap": func(w *Windows) { w.Overlap = 1 << 30 },
		"sizes":   func(w *Windows) { w.Sizes = "strength" },
		"both":    func(w *Windows) { w.Count = 1 },
		"none":    func(w *Windows) { w.Sizes = "" },
		"most":    func(w *Windows) { w.Most = 1 },
		"no most": func(w *Windows) { w.By, w.Table = "", nil },
		"table":   func(w *Windows) { w.Table = map[string]float64{"a": 1} },
	} {
		d := wide()
		spoil(d.Cost.Windows)
		if d.Validate() == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
