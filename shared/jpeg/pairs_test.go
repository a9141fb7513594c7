package jpeg

import (
	"bytes"
	"errors"
	"image"
	"math/rand/v2"
	"testing"

	"github.com/reverie-image/reverie/shared/simd"
)

// What is decoded by pairs is what is decoded one by one, from the same data to
// the same bit.
func TestPairs(t *testing.T) {
	if !fast() {
		t.Log("plain Go decodes one by one")
	}
	d := wideSpec().decoder(true)
	d.skimmer()
	rnd := rand.New(rand.NewPCG(3, 4))
	for _, keep := range []uint{64, 25, 5} {
		sel := *plain
		sel.keep = keep
		to, sound := newPlacing(&sel), 0
		for range 20000 {
			buf := make([]byte, tailroom)
			for i := range buf[:tailroom-8] {
				buf[i] = byte(rnd.Uint32() & rnd.Uint32())
			}
			from := rnd.IntN(8)
			a, b := bitReader{buf: buf}, bitReader{buf: buf}
			a.seekBit(uint(from))
			b.seekBit(uint(from))
			var want, got [64]int16
			d.pair = nil
			wantMask, ok := a.values(d, &want, to)
			if fast() {
				d.pairer()
			}
			mask, also := b.values(d, &got, to)
			if ok != also {
				t.Fatalf("by pairs %v, one by one %v", also, ok)
			}
			if !ok {
				continue
			}
			sound++
			if a.at() != b.at() || mask&wantMask != wantMask || keep == 64 && mask != wantMask {
				t.Fatalf("by pairs %#x to bit %d, one by one %#x to %d", mask, b.at(), wantMask, a.at())
			}
			for k := range want {
				if wantMask>>k&1 == 1 && want[k] != got[k] {
					t.Fatalf("place %d: by pairs %d, one by one %d", k, got[k], want[k])
				}
			}
		}
		if sound < 1000 {
			t.Errorf("only %d blocks tried", sound)
		}
	}
}

// Assembly and plain Go make the same files.
func TestLevelsAgree(t *testing.T) {
	was := simd.Active()
	defer simd.Use(was)
	for _, source := range append(kindsOfSource, struct {
		name string
		args []string
	}{"steep", []string{"-quality", "100", "-sample", "1x1"}}) {
		src := cjpeg(t, 333, 250, source.args...)
		for _, op := range []Op{{Kind: Rotate90}, {Kind: Transpose}, {Kind: FlipVertical}, {Kind: Linear, Scale: 1.25, Offset: -32}, {Kind: Linear, Scale: 0.8, Offset: 20}, {Kind: Linear, Scale: -1.2, Offset: 255}} {
			var first []byte
			for _, l := range []simd.Level{was, simd.Generic} {
				if err := simd.Use(l); err != nil {
					t.Fatal(err)
				}
				out, err := Transform(t.Context(), src, []Op{op}, Options{})
				if err != nil && !errors.Is(err, ErrPixels) {
					t.Fatal(err)
				}
				if l == was {
					first = out
				} else if !bytes.Equal(out, first) {
					t.Errorf("%s, %v: another file than plain Go makes", source.name, op)
				}
			}
		}
	}
}

// What is damaged behind an area that was asked for is told by its markers and
// its length.
func TestBehindArea(t *testing.T) {
	src := cjpeg(t, 160, 160, "-restart", "1", "-quality", "90")
	area := DecodeOptions{Area: image.Rect(0, 0, 16, 16)}
	if _, err := Decode(t.Context(), src, area); err != nil {
		t.Fatal(err)
	}
	last := bytes.LastIndex(src, []byte{0xff, markRST0 + 0}) // of intervals 0…9
	for name, data := range map[string][]byte{
		"cut":                 src[:len(src)-20],
		"no restart marker":   append(bytes.Clone(src[:last]), src[last+2:]...),
		"the rest is missing": append(bytes.Clone(src[:last]), 0xff, markEOI),
		"another marker":      append(append(bytes.Clone(src[:last]), 0xff, 0x01, 0, 2), src[last:]...),
	} {
		if _, err := Decode(t.Context(), data, area); !errors.Is(err, ErrCorrupt) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
