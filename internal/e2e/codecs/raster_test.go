package codecs

import (
	"encoding/binary"
	"math"
	"os"
)

// raster is a picture in libvips' own format, whose numbers are read when they
// are asked for.
type raster struct {
	w, h, bands int
	format      int
	data        []byte
}

// The kinds of numbers of a raster (VipsBandFormat).
const (
	uchar  = 0
	ushort = 2
	float  = 6
	double = 8
)

// read maps a file of the VIPS format: a header of 64 bytes, then the pixels.
func (l *lab) read(path string) raster {
	l.t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		l.t.Fatal(err)
	}
	const header, magic = 64, 0xb6a6f208 // of files in the little-endian order
	if len(data) < header || binary.BigEndian.Uint32(data) != magic && binary.LittleEndian.Uint32(data) != magic {
		l.t.Fatalf("%s is no VIPS file", path)
	}
	at := func(i int) int { return int(binary.LittleEndian.Uint32(data[i:])) }
	r := raster{w: at(4), h: at(8), bands: at(12), format: at(20), data: data[header:]}
	if size := r.size(); size == 0 || len(r.data) < r.w*r.h*r.bands*size {
		l.t.Fatalf("%s: %d × %d pixels of %d bands of kind %d in %d bytes", path, r.w, r.h, r.bands, r.format, len(r.data))
	}
	return r
}

func (r raster) size() int { return map[int]int{uchar: 1, ushort: 2, float: 4, double: 8}[r.format] }

func (r raster) at(x, y, band int) float64 {
	i := ((y*r.w+x)*r.bands + band)
	switch r.format {
	case uchar:
		return float64(r.data[i])
	case ushort:
		return float64(binary.LittleEndian.Uint16(r.data[2*i:]))
	case float:
		return float64(math.Float32frombits(binary.LittleEndian.Uint32(r.data[4*i:])))
	}
	return math.Float64frombits(binary.LittleEndian.Uint64(r.data[8*i:]))
}

// pixel is red, green, blue and alpha of one or two bands (grays) or three or
// four, rounded and clipped as a file of such numbers would.
func (r raster) pixel(x, y int, top float64) (c [4]float64) {
	c[3] = top
	for i := range c {
		band := i
		switch {
		case i == 3 && r.bands%2 == 0:
			band = r.bands - 1
		case i == 3:
			continue
		case r.bands < 3:
			band = 0
		}
		c[i] = min(max(math.Round(r.at(x, y, band)), 0), top)
	}
	return c
}

// psnr compares two pictures in dB within a margin, over all four channels
// where either can be seen. top is the largest value.
func psnr(a, b raster, top float64, margin int) float64 {
	var sum float64
	n := 0
	for y := margin; y < min(a.h, b.h)-margin; y++ {
		for x := margin; x < min(a.w, b.w)-margin; x++ {
			p, q := a.pixel(x, y, top), b.pixel(x, y, top)
			n++
			if p[3] == 0 && q[3] == 0 {
				continue
			}
			for i := range p {
				sum += (p[i] - q[i]) * (p[i] - q[i])
			}
		}
	}
	if sum == 0 {
		return math.Inf(1)
	}
	return 10 * math.Log10(top*top*4*float64(n)/sum)
}
