package webp_test

import (
	"bytes"
	"testing"

	"github.com/reverie-image/reverie/shared/webp"
)

// frameOf is the data of the VP8 chunk of a file that has no other.
func frameOf(t testing.TB, file []byte) []byte {
	t.Helper()
	if !bytes.Equal(file[12:16], []byte("VP8 ")) {
		t.Fatalf("the file starts %q", file[:20])
	}
	return file[20:]
}

func TestQualityIsFound(t *testing.T) {
	m := draw(40, 30, contents(1)["waves"])
	for quality := 1; quality <= 100; quality++ {
		got := webp.Quality(frameOf(t, encode(t, m, webp.Options{Quality: quality})))
		if got < quality-2 || got > quality+2 { // there are fewer steps than qualities
			t.Errorf("of %d: %d", quality, got)
		}
	}
}

func FuzzQuality(f *testing.F) {
	f.Add(frameOf(f, encode(f, draw(9, 9, contents(1)["waves"]), webp.Options{})))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		if q := webp.Quality(data); q < 0 || q > 100 {
			t.Errorf("%d", q)
		}
	})
}
