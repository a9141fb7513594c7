package catalog

import (
	"encoding/json"
	"math"
	"testing"
)

// quick is a converter with an effort.
func quick() Descriptor {
	return Descriptor{
		Name: "quick", Title: "Quick", Version: "1",
		Parameters: []Parameter{
			{Name: "sigma", Title: "Sigma", Type: Number, Min: 0.1, Max: 50, Default: 3.0},
			{Name: "width", Title: "Width", Type: Integer, Min: 0, Max: 100, Default: 1},
			{Name: "height", Title: "Height", Type: Integer, Min: 0, Max: 100, Default: 0},
			{Name: "fit", Title: "Fit", Type: String, MaxLength: 10, Default: "fill"},
		},
		Effort: &Effort{Pixel: 3, Plane: 1, Size: SizeResize, Factors: []Factor{{Parameter: "sigma", Scale: 1, Offset: 2}}},
	}
}

func TestEffort(t *testing.T) {
	stored, err := json.Marshal(quick())
	if err != nil {
		t.Fatal(err)
	}
	var d Descriptor
	if err := json.Unmarshal(stored, &d); err != nil || d.Validate() != nil {
		t.Fatal(err, d.Validate())
	}
	v := Values{"sigma": 8.0}
	if a, b := d.Effort.Nanoseconds(false, v), d.Effort.Nanoseconds(true, v); a != 30 || b != 10 {
		t.Errorf("%v ns a pixel, %v of planes", a, b)
	}
	if d.Speed() != 1 || d.At(3).At(2).Speed() != 6 {
		t.Errorf("speeds %v and %v", d.Speed(), d.At(3).At(2).Speed())
	}
}

func TestValidateEffort(t *testing.T) {
	for name, spoil := range map[string]func(*Descriptor){
		"pixel":  func(d *Descriptor) { d.Effort.Pixel = 0 },
		"plane":  func(d *Descriptor) { d.Effort.Plane = math.NaN() },
		"rule":   func(d *Descriptor) { d.Effort.Size = "melt" },
		"wanted": func(d *Descriptor) { d.Effort.Size = SizeCrop },
		"factor": func(d *Descriptor) { d.Effort.Factors[0].Parameter = "radius" },
		"twice":  func(d *Descriptor) { d.Effort.Factors = append(d.Effort.Factors, d.Effort.Factors[0]) },
		"cost":   func(d *Descriptor) { d.Cost = dear.Cost },
	} {
		d := quick()
		spoil(&d)
		if d.Validate() == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestLargestSize(t *testing.T) {
	within := func(w, h int) bool { return w*h <= 5000 }
	for _, tt := range []struct{ w, h, wantW, wantH int }{
		{100, 50, 100, 50}, {200, 100, 100, 50}, {100, 200, 50, 100}, {16383, 1, 5000, 1}, {0, 5, 0, 5},
	} {
		if w, h := LargestSize(tt.w, tt.h, within); w != tt.wantW || h != tt.wantH {
			t.Errorf("of %d × %d it is %d × %d, want %d × %d", tt.w, tt.h, w, h, tt.wantW, tt.wantH)
		}
	}
	if w, h := LargestSize(10, 10, func(int, int) bool { return false }); w != 0 || h != 0 {
		t.Errorf("where nothing fits it is %d × %d", w, h)
	}
}
