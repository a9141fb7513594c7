package jpeg

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"testing"
)

// hostile makes malformed files of a sound one.
func hostile(t testing.TB) map[string][]byte {
	src := cjpeg(t, 70, 50, "-sample", "2x2", "-restart", "2B")
	progressive := cjpeg(t, 70, 50, "-progressive")
	out := map[string][]byte{}
	for _, f := range []struct {
		name string
		data []byte
	}{{"baseline", src}, {"progressive", progressive}} {
		for i := range 40 {
			out[fmt.Sprintf("%s cut at %d/40", f.name, i)] = f.data[:len(f.data)*i/40]
		}
		for i, at := range segmentsOf(t, f.data) {
			for _, n := range []uint16{0, 1, 2, 3, 0x7fff, 0xffff} {
				b := bytes.Clone(f.data)
				binary.BigEndian.PutUint16(b[at+2:], n)
				out[fmt.Sprintf("%s segment %d of length %d", f.name, i, n)] = b
			}
		}
	}
	edited(t, out, src, progressive)
	return out
}

// edited adds files with wrong values in otherwise sound segments.
func edited(t testing.TB, out map[string][]byte, src, progressive []byte) {
	edit := func(name string, data []byte, marker byte, offset int, with ...byte) {
		b := bytes.Clone(data)
		copy(b[segment(t, b, marker)+4+offset:], with)
		out[name] = b
	}
	edit("huge", src, markSOF0, 1, 0x75, 0x30, 0x75, 0x30)
	edit("wider than its data", src, markSOF0, 1, 0x20, 0, 0x20, 0)
	edit("no height", src, markSOF0, 1, 0, 0)
	edit("no width", src, markSOF0, 3, 0, 0)
	edit("12 bits", src, markSOF0, 0, 12)
	edit("sampling 0", src, markSOF0, 7, 0)
	edit("sampling 5", src, markSOF0, 7, 0x51)
	edit("MCU of 48 blocks", src, markSOF0, 7, 0x44, 0, 3, 0x44)
	edit("quantisation by zero", src, markDQT, 1, 0)
	edit("quantisation table 9", src, markDQT, 0, 9)
	edit("Huffman table overfull", src, markDHT, 1, 9, 9, 9)
	edit("Huffman table of nothing", src, markDHT, 1, make([]byte, 16)...)
	edit("Huffman table 7", src, markDHT, 0, 7)
	edit("unknown component", src, markSOS, 1, 77)
	edit("a component twice", src, markSOS, 3, 1)
	edit("undefined table", src, markSOS, 2, 0x33)
	edit("band 9…3", progressive, markSOS, 7, 9, 3)
	edit("huge progressive", progressive, markSOF2, 1, 0x75, 0x30, 0x75, 0x30)
	edit("arithmetic", src, markSOF0, -3, 0xc9)
	at := bytes.Index(src, []byte{0xff, markRST0 + 1})
	b := bytes.Clone(src)
	b[at+1] = markRST0 + 5
	out["restart markers out of order"] = b
	out["no restart marker"] = append(bytes.Clone(src[:at]), src[at+2:]...)
	out["a restart marker too many"] = append(append(bytes.Clone(src[:at]), 0xff, markRST0+1), src[at:]...)
	out["500 scans"] = manyScans(t, progressive, 500)
}

// segmentsOf are the offsets of a file's marker segments.
func segmentsOf(t testing.TB, data []byte) (at []int) {
	if err := walk(data, func(_ byte, body []byte, start, _ int) error {
		if body != nil {
			at = append(at, start)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return at
}

func segment(t testing.TB, data []byte, marker byte) int {
	for _, at := range segmentsOf(t, data) {
		if data[at+1] == marker {
			return at
		}
	}
	t.Fatalf("no segment %#x", marker)
	return 0
}

// manyScans repeats the last scan of a progressive file.
func manyScans(t testing.TB, data []byte, n int) []byte {
	last := 0
	for _, at := range segmentsOf(t, data) {
		if data[at+1] == markSOS {
			last = at
		}
	}
	scan := data[last : len(data)-2]
	out := bytes.Clone(data[:last])
	for range n {
		out = append(out, scan...)
	}
	return append(out, 0xff, markEOI)
}

// Malformed files are refused with an error that says why, or transformed to
// something that decodes.
func TestHostile(t *testing.T) {
	files := hostile(t)
	if len(files) < 100 {
		t.Errorf("only %d files", len(files))
	}
	for name, data := range files {
		t.Run(name, func(t *testing.T) {
			for _, ops := range [][]Op{nil, {{Kind: Grayscale}}, {{Kind: FlipHorizontal}}, {{Kind: Rotate90}}, {{Kind: Linear, Scale: 1.2}}} {
				out, err := Transform(t.Context(), data, ops, Options{})
				if err == nil {
					decoded(t, out)
				} else if !errors.Is(err, ErrCorrupt) && !errors.Is(err, ErrUnsupported) && !errors.Is(err, ErrTooLarge) && !errors.Is(err, ErrPixels) {
					t.Errorf("%v: %v", ops, err)
				}
			}
		})
	}
	for name, want := range map[string]error{
		"huge": ErrTooLarge, "huge progressive": ErrTooLarge, "500 scans": ErrTooLarge, "no height": ErrUnsupported,
		"12 bits": ErrUnsupported, "arithmetic": ErrUnsupported, "wider than its data": ErrCorrupt,
		"restart markers out of order": ErrCorrupt, "no restart marker": ErrCorrupt, "a restart marker too many": ErrCorrupt,
		"baseline cut at 39/40": ErrCorrupt, "progressive cut at 39/40": ErrCorrupt, "Huffman table overfull": ErrCorrupt,
	} {
		if _, err := Transform(t.Context(), files[name], nil, Options{}); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", name, err, want)
		}
	}
}

// A header alone takes no memory for the picture it claims.
func TestHostileMemory(t *testing.T) {
	files := hostile(t)
	for _, name := range []string{"huge", "huge progressive", "wider than its data"} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := Transform(t.Context(), files[name], nil, Options{}); err == nil {
			t.Errorf("%s is taken", name)
		}
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 {
			t.Errorf("%s takes %d bytes", name, n)
		}
	}
}

// stopping is a context that ends when it has been asked n times.
type stopping struct {
	context.Context
	n int
}

func (s *stopping) Err() error {
	if s.n--; s.n < 0 {
		return context.Canceled
	}
	return nil
}

// A context that ends in the middle ends the work, in each of its passes.
func TestCancelled(t *testing.T) {
	for _, args := range [][]string{{"-quality", "80"}, {"-progressive"}} {
		src := cjpeg(t, 150, 150, args...)
		for _, op := range []Op{{Kind: Grayscale}, {Kind: FlipVertical}, {Kind: Transpose}, {Kind: Linear, Scale: 0.9}} {
			for n := 0; ; n++ {
				_, err := Transform(&stopping{t.Context(), n}, src, []Op{op}, Options{})
				if err == nil {
					if n < 10 {
						t.Errorf("%v: the context was asked only %d times", op, n)
					}
					break
				}
				if !errors.Is(err, context.Canceled) {
					t.Fatal(err)
				}
			}
		}
	}
}
