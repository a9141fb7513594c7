package picture_test

import (
	"bytes"
	"image/color"
	"runtime"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestMalformed runs operations of every kind on damaged files: on coefficients,
// on pixels, on pixels made smaller and on none. They are refused with the right
// code, or, where the table says so, taken; nothing panics within, and what is
// allocated has to do with the file.
func TestMalformed(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range picturetest.Malformed() {
		if seen[m.Name] || len(m.Data) > 64<<10 || (m.Code == "") != (m.Why != "") {
			t.Errorf("%s, twice or not: %d bytes, code %q, taken because %q", m.Name, len(m.Data), m.Code, m.Why)
		}
		seen[m.Name] = true
		t.Run(m.Name, func(t *testing.T) {
			for _, op := range []struct {
				name string
				run  func(p *picture.Picture) error
			}{
				{"nothing", func(*picture.Picture) error { return nil }},
				{"FlipHorizontal", func(p *picture.Picture) error { return p.FlipHorizontal(ctx) }},
				{"Blur", func(p *picture.Picture) error { return p.Blur(ctx, 2) }},
				{"Resize", func(p *picture.Picture) error { return p.Resize(ctx, 4, 0, picture.Contain) }},
				{"Rotate", func(p *picture.Picture) error { return p.Rotate(ctx, 30, color.NRGBA{}) }},
			} {
				malformed(t, m, op.name, op.run)
			}
		})
	}
	if len(seen) < 300 {
		t.Errorf("only %d files", len(seen))
	}
}

func malformed(t *testing.T, m picturetest.Damaged, name string, op func(p *picture.Picture) error) {
	t.Helper()
	data := bytes.Clone(m.Data)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	p, err := picture.Decode(ctx, data, picture.DefaultLimits())
	if err == nil {
		err = op(p)
	}
	if err == nil {
		_, _, err = p.Encode(ctx)
	}
	runtime.ReadMemStats(&after)
	switch {
	case m.Code == "" && err != nil:
		t.Errorf("%s: %v; it is to be taken, since %s", name, err, m.Why)
	case m.Code != "" && !fault.Is(err, m.Code):
		t.Errorf("%s: %v, want %s", name, err, m.Code)
	case err != nil && strings.Contains(err.Error(), "panic"):
		t.Errorf("%s: %v", name, err)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 8<<20 {
		t.Errorf("%s: %d bytes allocated", name, n)
	}
	if !bytes.Equal(data, m.Data) {
		t.Errorf("%s: the file was changed", name)
	}
}
