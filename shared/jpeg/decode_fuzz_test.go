package jpeg

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
)

func FuzzDecodePixels(f *testing.F) {
	names, _ := filepath.Glob("../picture/testdata/*.jpg")
	for _, name := range names {
		if data, err := os.ReadFile(name); err == nil && len(data) < 20000 {
			f.Add(data, uint8(0))
		}
	}
	for i, hv := range [][2]int{{1, 1}, {2, 2}, {3, 1}, {4, 2}} {
		f.Add(coded(f, 20, 20, [][2]int{hv, {1, 1}, {1, 1}}, "\x01\x02\x03", nil, slope), uint8(i))
	}
	f.Add(coded(f, 20, 20, [][2]int{{2, 2}, {1, 1}, {1, 1}, {2, 2}}, "\x01\x02\x03\x04", adobe(2), slope), uint8(0))
	f.Fuzz(func(t *testing.T, data []byte, s uint8) {
		if g, err := parse(data); err != nil || g.frame.w*g.frame.h > 1<<20 {
			return
		}
		scale := 1 << (s % 4)
		m, err := Decode(context.Background(), data, DecodeOptions{Scale: scale})
		if err != nil {
			if m != nil {
				t.Fatal("a picture and an error")
			}
			return
		}
		b := m.Bounds()
		last := fmt.Sprint(m.At(b.Max.X-1, b.Max.Y-1)) // within its planes
		if out, err := Encode(context.Background(), m, EncodeOptions{}); err != nil {
			t.Fatal(err, last)
		} else if again, err := Decode(context.Background(), out, DecodeOptions{}); err != nil || again.Bounds() != b {
			t.Fatal(err)
		}
	})
}
