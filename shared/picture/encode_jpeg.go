package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/jpeg"
	"math"
)

// annexK are the tables of ITU-T T.81 annex K in zig-zag order, of which the
// usual encoders write multiples.
var annexK = [2][64]uint16{
	{16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40,
		26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58, 51, 61, 60, 57, 51,
		56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87,
		95, 98, 103, 104, 103, 62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99},
	{17, 18, 18, 24, 21, 24, 47, 26, 26, 47, 99, 66, 56, 66, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
		99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99},
}

// quality is the setting of the usual encoders whose tables come nearest to
// the file's, exactly for a file they wrote.
func (j *jpegHeader) quality() int {
	best, distance := jpeg.DefaultQuality, math.MaxInt
	for q := 1; q <= 100; q++ {
		scale := 200 - 2*q
		if q < 50 {
			scale = 5000 / q
		}
		d, seen := 0, false
		for i, c := range j.comps[:min(len(j.comps), 2)] {
			t := j.quant[c.tq]
			if t == nil {
				continue
			}
			seen = true
			for k, v := range annexK[i] {
				want := min(max((int(v)*scale+50)/100, 1), 255)
				d += max(want-int(t[k]), int(t[k])-want)
			}
		}
		if seen && d <= distance {
			best, distance = q, d
		}
	}
	return best
}

// encodeJPEG writes img with the quality of the file it came from: a Gray as
// one component, the rest as YCbCr 4:2:0.
func encodeJPEG(ctx context.Context, img image.Image, h *header) ([]byte, error) {
	if m, ok := img.(*image.NRGBA); ok { // opaque: the encoder is quick on RGBA
		img = &image.RGBA{Pix: m.Pix, Stride: m.Stride, Rect: m.Rect}
	}
	_, gray := img.(*image.Gray)
	meta := h.meta
	if gray {
		meta.adobe = false
	} else {
		meta.forColour()
	}
	var out bytes.Buffer
	out.Grow(1 << 16)
	out.Write(jpegPrefix(&meta, h.Orientation))
	w := &contextWriter{ctx, &out}
	quality := jpeg.DefaultQuality
	if h.jpeg != nil {
		quality = h.jpeg.quality()
	}
	if err := jpeg.Encode(&dropWriter{w, 2}, img, &jpeg.Options{Quality: quality}); err != nil {
		return nil, encodeError(ctx, err, JPEG)
	}
	return out.Bytes(), nil
}

// dropWriter swallows the first n bytes: the encoder's SOI, in whose place the
// prefix is already written.
type dropWriter struct {
	w *contextWriter
	n int
}

func (d *dropWriter) Write(b []byte) (int, error) {
	k := min(d.n, len(b))
	d.n -= k
	n, err := d.w.Write(b[k:])
	return n + k, err
}

// jpegPrefix is SOI and the segments that are kept: JFIF, EXIF with nothing
// but an orientation, the profile, and APP14 where there is no JFIF.
func jpegPrefix(meta *metadata, orientation int) []byte {
	b := []byte{0xff, markSOI}
	if d := meta.density; d != nil {
		body := append([]byte("JFIF\x00\x01\x01"), d.units, byte(d.x>>8), byte(d.x), byte(d.y>>8), byte(d.y), 0, 0)
		b = appendSegment(b, markAPP0, body)
	}
	if orientation > 1 {
		b = appendSegment(b, markAPP1, append([]byte(exifID), exifWith(orientation)...))
	}
	const room = 65533 - len(iccID) - 2
	if n := (len(meta.icc) + room - 1) / room; n <= 255 {
		for i, rest := 1, meta.icc; len(rest) > 0; i++ {
			k := min(room, len(rest))
			b = appendSegment(b, markAPP2, append(append([]byte(iccID), byte(i), byte(n)), rest[:k]...))
			rest = rest[k:]
		}
	}
	if meta.adobe {
		b = appendSegment(b, markAPP14, []byte("Adobe\x00\x64\x00\x00\x00\x00\x01"))
	}
	if meta.text != "" {
		b = appendSegment(b, markCOM, []byte(meta.text))
	}
	return b
}

func appendSegment(b []byte, marker byte, body []byte) []byte {
	b = append(b, 0xff, marker)
	b = binary.BigEndian.AppendUint16(b, uint16(len(body)+2))
	return append(b, body...)
}

// cleanJPEG is a file with its coded data untouched and its side information
// reduced to what is kept.
func cleanJPEG(data []byte, h *header) []byte {
	meta := h.meta
	out := make([]byte, 0, len(data))
	if j := h.jpeg; j.adobe && !(meta.adobe) {
		// RGB, CMYK and YCCK are told apart by nothing but this.
		out = appendSegment(jpegPrefix(&meta, h.Orientation), markAPP14,
			[]byte{'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, j.transform})
	} else {
		out = append(out, jpegPrefix(&meta, h.Orientation)...)
	}
	start := -1
	_ = walkJPEG(data, func(m byte, _ []byte, at int) error { // inspected before
		if start >= 0 {
			out = append(out, data[start:at]...)
		}
		start = at
		if markAPP0 <= m && m <= markAPP15 || m == markCOM {
			start = -1
		}
		return nil
	})
	return append(out, 0xff, markEOI)
}
