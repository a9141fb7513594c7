package png

import (
	"bytes"
	"compress/flate"
	"compress/zlib"
	"fmt"
	"hash/adler32"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
)

// blobs are data that compress in all sorts of ways.
func blobs() map[string][]byte {
	r := rand.New(rand.NewPCG(5, 6))
	normal := make([]byte, 300000)
	for i := range normal {
		normal[i] = byte(r.NormFloat64() * 10)
	}
	copies := bytes.Clone(normal)
	for i := 1000; i+300 < len(copies); i += r.IntN(500) {
		d := 1 + r.IntN(min(i, 32768))
		for k := range 3 + r.IntN(256) {
			copies[i+k] = copies[i+k-d]
		}
	}
	// Counts like Fibonacci's make the longest codes.
	var skewed []byte
	for i, a, b := 0, 1, 1; i < 24; i, a, b = i+1, b, a+b {
		skewed = append(skewed, bytes.Repeat([]byte{byte(i)}, a)...)
	}
	r.Shuffle(len(skewed), func(i, k int) { skewed[i], skewed[k] = skewed[k], skewed[i] })
	return map[string][]byte{
		"one byte": {9}, "noise": noise(r, 200000), "zeros": make([]byte, 400000),
		"normal": normal, "copies": copies, "skewed": skewed, "short period": bytes.Repeat([]byte("abcde"), 30000),
	}
}

func TestInflate(t *testing.T) {
	for name, data := range blobs() {
		for _, level := range []int{-2, 0, 1, 6, 9} {
			for _, piece := range []int{1 << 20, 70000, 333} {
				t.Run(fmt.Sprintf("%s, level %d, %d at a time", name, level, piece), func(t *testing.T) {
					z, err := zlibOf(data, level)
					if err != nil {
						t.Fatal(err)
					}
					got, err := inflateAll(z, len(data), piece)
					if err != nil || !bytes.Equal(got, data) {
						t.Fatalf("%d bytes, %v", len(got), err)
					}
				})
			}
		}
	}
}

func zlibOf(data []byte, level int) ([]byte, error) {
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, level)
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	return b.Bytes(), err
}

// inflateAll takes the compressed data in parts as large as the pieces.
func inflateAll(in []byte, size, piece int) ([]byte, error) {
	parts := slices.Collect(slices.Chunk(in, piece))
	z, err := newInflater(parts, int64(size), piece)
	if err != nil {
		return nil, err
	}
	defer z.release()
	var out []byte
	for len(out) < size {
		p, err := z.next(min(piece, size-len(out)))
		if err != nil {
			return nil, err
		}
		out = append(out, p...)
	}
	return out, z.close()
}

// TestInflateFixedCodes reads blocks of the codes that need no telling, which
// the standard library writes for little data.
func TestInflateFixedCodes(t *testing.T) {
	for n := range 60 {
		data := bytes.Repeat([]byte("ab\xf0"), n)[:n]
		z, err := zlibOf(data, 9)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := inflateAll(z, n, max(n, 1)); err != nil || !bytes.Equal(got, data) {
			t.Errorf("%d bytes: %v, %v", n, got, err)
		}
	}
}

func TestInflateWantsTheExactSize(t *testing.T) {
	for name, data := range blobs() {
		for _, level := range []int{0, 1, 6} {
			z, err := zlibOf(data, level)
			if err != nil {
				t.Fatal(err)
			}
			for _, off := range []int{-1, 1} {
				if n := len(data) + off; n > 0 {
					if _, err := inflateAll(z, n, n); err == nil {
						t.Errorf("%s, level %d: %d bytes taken for %d", name, level, len(data), n)
					}
				}
			}
		}
	}
}

// TestCompressors compresses in pieces and reads with the standard library.
func TestCompressors(t *testing.T) {
	for name, data := range blobs() {
		for kind, c := range map[string]func() compressor{
			"bytes":   func() compressor { return huffmanOnly{} },
			"matches": func() compressor { return newMatcher(1) }, "more matches": func() compressor { return newMatcher(6) },
		} {
			for _, piece := range []int{1 << 20, 4321} {
				var w bitWriter
				z := c()
				for rest := data; len(rest) > 0; {
					n := min(piece, len(rest))
					z.write(&w, rest[:n])
					rest = rest[n:]
				}
				z.close(&w)
				got, err := io.ReadAll(flate.NewReader(bytes.NewReader(w.out)))
				if err != nil || !bytes.Equal(got, data) {
					t.Errorf("%s by %s: %d bytes, %v", name, kind, len(got), err)
				}
				if len(w.out) > len(data)+len(data)/1000+100*(1+len(data)/piece) {
					t.Errorf("%s by %s: %d bytes became %d", name, kind, len(data), len(w.out))
				}
			}
		}
	}
}

func TestCodes(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 500 {
		count := make([]uint32, 1+r.IntN(286))
		used := 0
		for i := range count {
			if r.IntN(3) > 0 {
				count[i] = 1 + uint32(r.ExpFloat64()*r.ExpFloat64()*200)
				used++
			}
		}
		limit := []int{9, 14}[r.IntN(2)]
		codes := make([]code, len(count))
		codesFor(codes, count, limit)
		space := 0
		for i, c := range codes {
			if (c.n > 0) != (count[i] > 0) || int(c.n) > limit {
				t.Fatalf("count %d has a code of %d bits", count[i], c.n)
			}
			if c.n > 0 {
				space += 1 << (limit - int(c.n))
			}
			for k, d := range codes {
				if count[i] > count[k] && count[k] > 0 && c.n > d.n {
					t.Fatalf("%d times %d bits, but %d times %d", count[i], c.n, count[k], d.n)
				}
			}
		}
		if used > 1 && space != 1<<limit {
			t.Fatalf("%d of %d codes used", space, 1<<limit)
		}
	}
}

func TestAdler(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	eachLevel(t, func(t *testing.T) {
		for _, n := range []int{0, 1, 31, 32, 100, adlerStep, adlerStep + 33, 300000} {
			for _, data := range [][]byte{noise(r, n), bytes.Repeat([]byte{255}, n)} {
				s := newAdler()
				s.add(data[:n/3])
				s.add(data[n/3:])
				if got, want := s.sum(), adler32.Checksum(data); got != want {
					t.Errorf("%d bytes: %08x, want %08x", n, got, want)
				}
			}
		}
	})
}
