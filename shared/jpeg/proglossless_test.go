package jpeg

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"
)

var progressiveOps = [][]Op{
	nil,
	{{Kind: Grayscale}},
	{{Kind: FlipHorizontal}},
	{{Kind: FlipVertical}},
	{{Kind: Rotate90}},
	{{Kind: Rotate180}},
	{{Kind: Rotate270}},
	{{Kind: Transpose}},
	{{Kind: Transverse}},
	{{Kind: Linear, Scale: 1, Offset: 10}},
	{{Kind: Linear, Scale: -1, Offset: 255}},
	{{Kind: Linear, Scale: 0.8, Offset: 25.5}},
	{{Kind: Linear, Scale: 0}},
	{{Kind: Rotate90}, {Kind: Linear, Scale: -1, Offset: 255}, {Kind: Grayscale}},
}

// A progressive file stays one, with its own scans, of the same size and with
// the coefficients that a baseline file would have, here and to libjpeg.
func TestProgressiveStays(t *testing.T) {
	for _, size := range [][2]int{{128, 96}, {99, 61}, {1, 1}, {9, 40}} {
		for name, src := range progressives(t, size[0], size[1]) {
			for _, ops := range progressiveOps {
				t.Run(fmt.Sprint(size, name, ops), func(t *testing.T) {
					out, err := Transform(t.Context(), src, ops, Options{})
					if err != nil {
						if !errors.Is(err, ErrPixels) || size[0] > 16 && !fuse(ops).gray {
							t.Fatal(err)
						}
						return
					}
					baseline := viaBaseline(t, src, ops)
					sameCoefficients(t, out, baseline)
					f, _ := coefficientsOf(t, out)
					if got, want := passesOf(t, out, len(f.comps)), passesOf(t, src, len(f.comps)); !reflect.DeepEqual(got, want) {
						t.Errorf("scans %v, want %v", got, want)
					}
					if !bytes.Equal(tool(t, out, "djpeg"), tool(t, baseline, "djpeg")) {
						t.Error("other pixels to libjpeg")
					}
					if err := decodesWhole(t, out); err != nil {
						t.Error(err)
					}
				})
			}
		}
	}
}

// What changes nothing but places keeps the size.
func TestProgressiveSize(t *testing.T) {
	for _, args := range [][]string{{"-sample", "2x2"}, {"-sample", "1x1", "-quality", "95"}, {"-grayscale"}} {
		src := cjpeg(t, 640, 480, append(args, "-progressive")...)
		for _, ops := range progressiveOps[1:11] {
			if out := apply(t, src, ops...); len(out) > len(src)*102/100 {
				t.Errorf("%v %v: %d bytes of %d", args, ops, len(out), len(src))
			}
		}
	}
}

// Scans that repeat, leave something out or come in a wrong order give way to
// the standard ones, with the same picture.
func TestProgressiveOtherScripts(t *testing.T) {
	src := cjpeg(t, 70, 50, "-progressive", "-sample", "2x2")
	gray := cjpeg(t, 70, 50, "-progressive", "-grayscale")
	starts := func(data []byte) (at []int) {
		for _, a := range segmentsOf(t, data) {
			if data[a+1] == markSOS {
				at = append(at, a)
			}
		}
		return at
	}
	again := func(data []byte) []byte { // the first scan, whose tables are still there
		first := data[starts(data)[0]:]
		end := bytes.Index(first, []byte{0xff, markDHT})
		return append(append(bytes.Clone(data[:len(data)-2]), first[:end]...), 0xff, markEOI)
	}
	for name, data := range map[string][]byte{
		"repeated":      again(src),
		"repeated gray": again(gray),
		"incomplete":    append(bytes.Clone(src[:starts(src)[7]]), 0xff, markEOI),
		"DC alone":      append(bytes.Clone(src[:starts(src)[1]]), 0xff, markEOI),
	} {
		for _, ops := range progressiveOps {
			out := apply(t, data, ops...)
			sameCoefficients(t, out, viaBaseline(t, data, ops))
			f, _ := coefficientsOf(t, out)
			if got := passesOf(t, out, len(f.comps)); !reflect.DeepEqual(got, standardScript(f, len(f.comps))) {
				t.Errorf("%s %v: scans %v", name, ops, got)
			}
			if err := decodesWhole(t, out); err != nil {
				t.Errorf("%s %v: %v", name, ops, err)
			}
		}
	}
}

// Runs of empty blocks longer than a symbol can say, and runs of zeros within
// blocks with corrections among them.
func TestProgressiveRuns(t *testing.T) {
	flat := []byte("P5\n2048 1200\n255\n")
	flat = append(flat, bytes.Repeat([]byte{90}, 2048*1200)...)
	flat[len(flat)-1] = 200
	sparse := fmt.Appendf(nil, "P5\n256 256\n255\n")
	for i := range 256 * 256 {
		v := byte(128)
		if x, y := i%256, i/256; (x*7+y*13)%11 == 0 {
			v = byte(128 + x%4*20)
		}
		sparse = append(sparse, v)
	}
	for name, src := range map[string][]byte{
		"flat":   tool(t, flat, "cjpeg", "-progressive", "-quality", "90"),
		"sparse": scanned(t, tool(t, sparse, "cjpeg", "-quality", "60"), "0: 0-0, 0, 0; 0: 1-63, 0, 3; 0: 1-63, 3, 2; 0: 1-63, 2, 1; 0: 1-63, 1, 0;"),
	} {
		for _, ops := range progressiveOps {
			out := apply(t, src, ops...)
			baseline := viaBaseline(t, src, ops)
			sameCoefficients(t, out, baseline)
			if !bytes.Equal(tool(t, out, "djpeg"), tool(t, baseline, "djpeg")) {
				t.Errorf("%s %v: other pixels to libjpeg", name, ops)
			}
		}
	}
}

// More blocks than an MCU may have are in scans of one component each.
func TestProgressiveManyBlocks(t *testing.T) {
	name := filepath.Join(t.TempDir(), "scans")
	if err := os.WriteFile(name, []byte(scripts[3].text), 0o600); err != nil {
		t.Fatal(err)
	}
	src := cjpeg(t, 75, 75, "-sample", "4x2,2x2,1x1", "-scans", name)
	for _, ops := range progressiveOps {
		for _, cut := range []int{0, 1} {
			data := src
			if cut > 0 { // the last scan, so that the script is another
				at := segmentsOf(t, src)
				data = append(bytes.Clone(src[:at[len(at)-2]]), 0xff, markEOI)
			}
			out, err := Transform(t.Context(), data, ops, Options{})
			if errors.Is(err, ErrPixels) {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			f, p := coefficientsOf(t, out)
			if len(ops) == 0 {
				sameCoefficients(t, out, data)
			}
			if len(f.comps) == 3 && len(p[2]) == 0 || len(passesOf(t, out, len(f.comps))) < 4 {
				t.Error("something is missing")
			}
			tool(t, out, "djpeg")
		}
	}
}

// Four components, with the standard script and with their own.
func TestProgressiveFourColours(t *testing.T) {
	src := tool(t, fourColours(t, 2), "jpegtran", "-progressive")
	at := segmentsOf(t, src)
	cut := append(bytes.Clone(src[:at[len(at)-2]]), 0xff, markEOI)
	for _, data := range [][]byte{src, cut} {
		for _, ops := range [][]Op{nil, {{Kind: FlipHorizontal}}, {{Kind: Rotate90}}} {
			out, err := Transform(t.Context(), data, ops, Options{Header: adobeHeader(2)})
			if err != nil {
				t.Fatal(err)
			}
			sameCoefficients(t, out, viaBaseline(t, data, ops))
			if n := len(passesOf(t, out, 4)); n != len(standardScript(&frame{comps: make([]component, 4)}, 4)) {
				t.Errorf("%v: %d scans", ops, n)
			}
			decoded(t, out)
		}
	}
}
