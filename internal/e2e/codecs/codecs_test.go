package codecs

import (
	"bytes"
	"image"
	colours "image/color/palette"
	"image/draw"
	"net/url"
	"os/exec"
	"slices"
	"testing"

	"github.com/reverie-image/reverie/functions"
	"github.com/reverie-image/reverie/shared/catalog"
	converter "github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

const (
	width, height = 203, 149
	quality       = 90
)

var kindNames = [kinds]string{"JPEG", "progressive JPEG", "PNG with alpha", "PNG of 16 bits", "PNG with a palette"}

// inputs are one file of each kind.
func inputs(t *testing.T) (all [kinds][]byte) {
	t.Helper()
	m := picturetest.Photo(width, height)
	all[photo] = picturetest.JPEG(picturetest.Photo(208, 160), quality)
	cmd := exec.CommandContext(t.Context(), "jpegtran", "-progressive", "-copy", "none")
	cmd.Stdin = bytes.NewReader(picturetest.JPEG(m, quality))
	var err error
	if all[progressive], err = cmd.Output(); err != nil {
		t.Fatal(err)
	}
	all[translucent] = picturetest.PNG(picturetest.Translucent(width, height))
	all[deep] = picturetest.PNG(deepPhoto(m))
	few := image.NewPaletted(m.Rect, colours.Plan9[:200])
	draw.FloydSteinberg.Draw(few, m.Rect, m, image.Point{})
	all[palette] = picturetest.PNG(few)
	return all
}

func TestAgainstVips(t *testing.T) {
	files := inputs(t)
	for _, op := range append(operations, formats...) {
		for kind, data := range files {
			t.Run(op.converter+" "+op.query+" of a "+kindNames[kind], func(t *testing.T) {
				t.Parallel()
				compare(t, op, kind, data)
			})
		}
	}
}

func compare(t *testing.T, op operation, kind int, data []byte) {
	l := newLab(t)
	top := 255.0
	if kind == deep {
		top = 65535
	}
	want, got := l.read(op.vips(l, l.decode(data), top)), l.read(l.decode(convert(t, op, data)))
	if !op.part && (got.w != want.w || got.h != want.h) {
		t.Fatalf("%d × %d pixels, want %d × %d", got.w, got.h, want.w, want.h)
	}
	if top > 255 && got.format == uchar {
		want, top = l.read(l.linear(l.float(op.vips(l, l.decode(data), top)), 1./257, 0)), 255
	}
	db := psnr(got, want, top, op.margin)
	if db < op.bounds[kind] {
		t.Errorf("%.1f dB, want %.0f (%s)", db, op.bounds[kind], op.why)
	}
	t.Logf("%.1f dB", db)
}

func convert(t *testing.T, op operation, data []byte) []byte {
	t.Helper()
	f, ok := functions.Lookup(op.converter)
	if !ok || f.Converter == nil {
		t.Fatalf("no converter %s", op.converter)
	}
	form, err := url.ParseQuery(op.query)
	if err != nil {
		t.Fatal(err)
	}
	values, err := descriptor(t, f.Converter).Parse(form, nil)
	if err != nil {
		t.Fatal(err)
	}
	out, err := f.Converter.Run(t.Context(), data, values)
	if err != nil {
		t.Fatal(err)
	}
	return out.Data
}

// descriptor knows the steps that a recipe may have.
func descriptor(t *testing.T, c *converter.Converter) converter.Descriptor {
	t.Helper()
	list := []converter.Descriptor{c.Descriptor}
	for _, step := range c.Steps {
		d := step.Descriptor
		d.Chain = true
		list = append(list, d)
	}
	all, err := catalog.New(list...)
	if err != nil {
		t.Fatal(err)
	}
	d, _ := all.Lookup(c.Name)
	return d
}

// deepPhoto is m with 8 more bits in each channel.
func deepPhoto(m *image.NRGBA) *image.NRGBA64 {
	out := image.NewNRGBA64(m.Rect)
	for i, v := range m.Pix {
		out.Pix[2*i], out.Pix[2*i+1] = v, byte(i*37+i/7)
		if i%4 == 3 {
			out.Pix[2*i+1] = v
		}
	}
	return out
}

// without are the converters that libvips has nothing like: a vignette is not
// among its operations, and dreams are nobody else's.
var without = []string{"deepdream", "style", "vignette"}

func TestEveryConverterIsCompared(t *testing.T) {
	seen := map[string]bool{}
	for _, op := range append(operations, formats...) {
		seen[op.converter] = true
		if op.why == "" {
			t.Errorf("%s %s: it is not said why its bounds are not higher", op.converter, op.query)
		}
	}
	for _, f := range functions.All {
		if f.Converter != nil && seen[f.Name] == slices.Contains(without, f.Name) {
			t.Errorf("%s is neither compared nor among those that cannot be, or both", f.Name)
		}
	}
}
