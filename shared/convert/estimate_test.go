package convert

import (
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
	"github.com/reverie-image/reverie/shared/upload"
)

// heavy takes a second a megapixel on a core, and a tenth of planes.
func heavy() Descriptor {
	return Descriptor{Name: "heavy", Title: "Heavy", Version: "1", Output: true, Effort: &Effort{Pixel: 1000, Plane: 100}}
}

func TestEstimate(t *testing.T) {
	colours, gray := picturetest.FlatPNG(1000, 1000, 8, 2), picturetest.FlatPNG(1000, 1000, 8, 0)
	of := func(d Descriptor, data []byte, query string) float64 {
		t.Helper()
		form, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		in, err := Check(d, upload.Upload{Data: data, Parameters: form}, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		return in.Estimate
	}
	png := of(heavy(), colours, "")
	if png < 1.0/cores || png > 1.2/cores {
		t.Errorf("a megapixel takes %v s", png)
	}
	if g := of(heavy(), gray, ""); g > png/5 {
		t.Errorf("of gray it takes %v s, of colours %v s", g, png)
	}
	if webp := of(heavy(), colours, "format=webp"); webp <= png {
		t.Errorf("as WebP it takes %v s, as PNG %v s", webp, png)
	}
	if fast := of(heavy().At(2), colours, ""); fast >= png || fast < png/2 {
		t.Errorf("at twice the speed it takes %v s, else %v s", fast, png)
	}
	if unknown := of(Descriptor{Name: "far", Title: "Far", Version: "1"}, colours, ""); unknown != 0 {
		t.Errorf("of what nothing is known it is %v s", unknown)
	}
	if _, err := Check(heavy(), upload.Upload{Data: colours}, 10*time.Millisecond); !fault.Is(err, fault.InvalidParameters) {
		t.Errorf("over the limit: %v", err)
	}
	if _, err := Check(heavy(), upload.Upload{Data: colours}, 0); err != nil {
		t.Errorf("without a limit: %v", err)
	}
}

// TestProgressOfSteps: each counts as what it takes.
func TestProgressOfSteps(t *testing.T) {
	info := picture.Info{Format: picture.PNG, Width: 100, Height: 50, Frames: 1}
	quick, none := heavy(), heavy()
	quick.Effort, none.Effort = &Effort{Pixel: 250, Plane: 100}, nil
	for _, tt := range []struct {
		steps []Descriptor
		want  []float64
	}{
		{[]Descriptor{quick, heavy(), quick}, []float64{0, 1. / 6, 5. / 6, 1}},
		{[]Descriptor{none, none}, []float64{0, 0.5, 1}},
	} {
		var steps []catalog.RecipeStep
		for _, d := range tt.steps {
			steps = append(steps, catalog.RecipeStep{Converter: d})
		}
		got := progressOf(info, steps)
		near := func(a, b float64) bool { return a-b < 1e-9 && b-a < 1e-9 }
		if !slices.EqualFunc(got, tt.want, near) {
			t.Errorf("%v, want %v", got, tt.want)
		}
	}
}
