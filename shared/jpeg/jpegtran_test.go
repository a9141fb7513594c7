package jpeg

import (
	"bytes"
	"testing"
)

var transforms = []struct {
	kind Kind
	args []string // of jpegtran
	x, y bool     // exact only if the picture's width, height is whole MCUs
}{
	{Grayscale, []string{"-grayscale"}, false, false},
	{FlipHorizontal, []string{"-flip", "horizontal"}, true, false},
	{FlipVertical, []string{"-flip", "vertical"}, false, true},
	{Rotate90, []string{"-rotate", "90"}, false, true},
	{Rotate180, []string{"-rotate", "180"}, true, true},
	{Rotate270, []string{"-rotate", "270"}, true, false},
	{Transpose, []string{"-transpose"}, false, false},
	{Transverse, []string{"-transverse"}, true, true},
}

var kindsOfSource = []struct {
	name string
	args []string
}{
	{"420", []string{"-sample", "2x2"}},
	{"422", []string{"-sample", "2x1"}},
	{"440", []string{"-sample", "1x2"}},
	{"444", []string{"-sample", "1x1", "-optimize"}},
	{"411", []string{"-sample", "4x1", "-quality", "95"}},
	{"q100", []string{"-quality", "100"}},
	{"q10", []string{"-quality", "10", "-optimize"}},
	{"gray", []string{"-grayscale"}},
	{"rgb", []string{"-rgb"}},
	{"restart", []string{"-restart", "3B"}},
	{"restartrow", []string{"-restart", "1", "-sample", "1x1"}},
	{"progressive", []string{"-progressive"}},
	{"progressive444", []string{"-progressive", "-sample", "1x1", "-restart", "5B", "-quality", "98"}},
	{"progressivegray", []string{"-progressive", "-grayscale"}},
	{"wide tables", []string{"-quality", "3"}},
}

// Where jpegtran's transforms are defined, ours give the same coefficients.
func TestJpegtran(t *testing.T) {
	for _, size := range [][2]int{{160, 96}, {161, 99}, {167, 96}, {8, 8}, {1, 1}} {
		for _, source := range kindsOfSource {
			src := cjpeg(t, size[0], size[1], source.args...)
			f, _ := coefficientsOf(t, src)
			for _, tr := range transforms {
				if tr.x && size[0]%(8*f.hmax) != 0 || tr.y && size[1]%(8*f.vmax) != 0 ||
					tr.kind == Grayscale && source.name == "rgb" {
					continue
				}
				t.Run(source.name+tr.args[len(tr.args)-1], func(t *testing.T) {
					got := apply(t, src, Op{Kind: tr.kind})
					want := tool(t, src, "jpegtran", tr.args...)
					sameCoefficients(t, got, want)
					if !bytes.Equal(tool(t, got, "djpeg"), tool(t, want, "djpeg")) {
						t.Error("other pixels")
					}
				})
			}
		}
	}
}

// The coefficients of a progressive file are those of the sequential file it
// was made from, and the other way round.
func TestProgressive(t *testing.T) {
	for _, args := range [][]string{{"-sample", "2x2"}, {"-sample", "1x1", "-quality", "97"}, {"-grayscale"}} {
		src := cjpeg(t, 203, 117, args...)
		for _, more := range [][]string{{"-progressive"}, {"-progressive", "-restart", "2"}, {"-restart", "7B"}, {"-optimize"}} {
			sameCoefficients(t, tool(t, src, "jpegtran", more...), src)
		}
		sameCoefficients(t, apply(t, tool(t, src, "jpegtran", "-progressive")), src)
	}
}
