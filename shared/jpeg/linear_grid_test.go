package jpeg

import (
	"bytes"
	"errors"
	"fmt"
	"image/jpeg"
	"testing"
)

// gridSources are small files of all samplings, sizes and qualities that decide
// how coefficients are coded anew: with the tables of the standard, with the
// file's own, in one scan or many.
func gridSources(t *testing.T) map[string][]byte {
	sources := map[string][]byte{}
	for _, quality := range []string{"30", "75", "95", "100"} {
		for _, args := range [][]string{
			{"-sample", "2x2"}, {"-sample", "2x1"}, {"-sample", "1x1"}, {"-sample", "1x2", "-optimize"},
			{"-grayscale"}, {"-rgb"}, {"-sample", "2x2", "-optimize"}, {"-sample", "2x2", "-progressive"},
		} {
			for _, size := range [][2]int{{64, 48}, {33, 18}, {1, 1}} {
				args := append([]string{"-quality", quality}, args...)
				sources[fmt.Sprint(size, args)] = cjpeg(t, size[0], size[1], args...)
			}
		}
	}
	for _, quality := range []int{50, 90, 95, 98} {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, scene(64, 48), &jpeg.Options{Quality: quality}); err != nil {
			t.Fatal(err)
		}
		sources[fmt.Sprint("standard library ", quality)] = b.Bytes()
	}
	return sources
}

// Whatever Linear writes, alone or with another operation, is a whole file to
// the standard library and to this package, which agree about it.
func TestLinearDecodes(t *testing.T) {
	scales := []float64{-2, -1, -0.8, -0.5, 0, 0.01, 0.25, 0.5, 0.65, 0.75, 1, 1 / 0.9, 1.25, 1.5, 2, 3, 4}
	offsets := []float64{-90, -1, 0, 0.5, 63.75, 127.5, 255}
	written := 0
	for name, src := range gridSources(t) {
		for i, scale := range scales {
			for k, offset := range offsets {
				ops := []Op{{Kind: Linear, Scale: scale, Offset: offset}}
				if (i+k)%3 == 2 {
					ops = append(ops, Op{Kind: Kind(1 + (i+k)/3%7)})
				}
				out, err := Transform(t.Context(), src, ops, Options{})
				if errors.Is(err, ErrPixels) {
					continue
				}
				if err != nil {
					t.Fatalf("%s, %v: %v", name, ops, err)
				}
				written++
				if err := decodesWhole(t, out); err != nil {
					t.Errorf("%s, %v: %v", name, ops, err)
				}
			}
		}
	}
	if written < 2000 {
		t.Errorf("only %d results", written)
	}
}

// decodesWhole decodes out here and by the standard library.
func decodesWhole(t *testing.T, out []byte) error {
	theirs, err := jpeg.Decode(bytes.NewReader(out))
	var missing jpeg.UnsupportedError
	if err != nil && !errors.As(err, &missing) {
		return err
	}
	ours, here := Decode(t.Context(), out, DecodeOptions{})
	if here != nil || err != nil {
		return here
	}
	if ours.Bounds() != theirs.Bounds() {
		return fmt.Errorf("%v here, %v there", ours.Bounds(), theirs.Bounds())
	}
	a, b := rgbOf(ours), rgbOf(theirs)
	for i := range a {
		if d := a[i] - b[i]; d < -6 || d > 6 {
			return fmt.Errorf("sample %d is %v here, %v there", i, a[i], b[i])
		}
	}
	return nil
}
