package picture

import (
	"context"
	"encoding/binary"
	"image"

	"github.com/reverie-image/reverie/shared/jpeg"
)

// encodeJPEG writes img with a quality, or for 0 with the quantisation tables and
// the chroma subsampling of the file it came from: a Gray as one component, the
// rest as YCbCr.
func encodeJPEG(ctx context.Context, img image.Image, h *header, quality int) ([]byte, error) {
	_, gray := img.(*image.Gray)
	meta := h.meta
	if gray {
		meta.adobe = false
	} else {
		meta.forColour()
	}
	o := jpeg.EncodeOptions{
		Quality: quality, Subsampling: h.jpeg.subsampling(),
		Header: jpegPrefix(&meta, h.Orientation)[2:], // SOI is the encoder's
	}
	if quality == 0 {
		o.Quality, o.Tables = usualQuality, h.jpeg.tables()
	}
	data, err := jpeg.Encode(ctx, img, o)
	if err != nil {
		return nil, encodeError(ctx, err, JPEG)
	}
	return data, nil
}

// jpegPrefix is SOI and the segments that are kept: JFIF, EXIF with nothing
// but an orientation, the profile, and APP14 where there is no JFIF.
func jpegPrefix(meta *metadata, orientation int) []byte {
	b := []byte{0xff, markSOI}
	if d := meta.density; d != nil {
		units, x, y := d.jfif()
		body := append([]byte("JFIF\x00\x01\x01"), byte(units), byte(x>>8), byte(x), byte(y>>8), byte(y), 0, 0)
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

// codedPrefix is jpegPrefix for coded data of the file itself.
func codedPrefix(h *header, grayed bool) []byte {
	meta, j := h.meta, h.jpeg
	if gray := grayed || len(j.comps) == 1; !j.jfif && !gray && (len(j.comps) != 3 || !j.ycc()) {
		meta.density = nil // JFIF would say that it is YCbCr
	}
	b := jpegPrefix(&meta, h.Orientation)
	if j.adobe && !meta.adobe && !grayed {
		// RGB, CMYK and YCCK are told apart by nothing but this.
		b = appendSegment(b, markAPP14, []byte{'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, j.transform})
	}
	return b
}

// cleanJPEG is a file with its coded data untouched and its side information
// reduced to what is kept.
func cleanJPEG(data []byte, h *header) []byte {
	out := make([]byte, 0, len(data))
	out = append(out, codedPrefix(h, false)...)
	scan := -1
	_ = walkJPEG(data, func(m byte, body []byte, at int) error { // inspected before
		if scan >= 0 {
			out, scan = append(out, data[scan:at]...), -1
		}
		switch m {
		case markSOS:
			for data[at] == 0xff { // filling
				at++
			}
			scan = at + 3 + len(body)
			fallthrough
		case markSOF0, markSOF1, markSOF2, markDHT, markDQT, markDRI:
			out = appendSegment(out, m, body)
		}
		return nil
	})
	return append(out, 0xff, markEOI)
}

// subsampling is the chroma subsampling to write pixels with that came from a
// file.
func (j *jpegHeader) subsampling() image.YCbCrSubsampleRatio {
	if j == nil || len(j.comps) != 3 {
		return image.YCbCrSubsampleRatio420
	}
	y, cb, cr := j.comps[0], j.comps[1], j.comps[2]
	if cb.h != cr.h || cb.v != cr.v || y.h%cb.h != 0 || y.v%cb.v != 0 {
		return image.YCbCrSubsampleRatio420
	}
	for _, r := range []image.YCbCrSubsampleRatio{image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio440} {
		if h, v := subsampling(r); h == int(y.h/cb.h) && v == int(y.v/cb.v) {
			return r
		}
	}
	return image.YCbCrSubsampleRatio420
}

// wide says that chroma samples lie so far apart that many decoders would not
// take them on their side, which is four rows of pixels to a sample.
func (j *jpegHeader) wide() bool {
	for _, c := range j.comps {
		if j.comps[0].h >= 4*c.h {
			return true
		}
	}
	return false
}

// tables are the quantisation tables of a file, for YCbCr; nil without a file.
func (j *jpegHeader) tables() *jpeg.Tables {
	if j == nil {
		return nil
	}
	t := new(jpeg.Tables)
	for i := range t {
		k := min(i, len(j.comps)-1)
		if len(j.comps) == 3 && !j.ycc() {
			k = 0 // no chroma in it
		}
		from := j.quant[j.comps[k].tq]
		if from == nil {
			return nil
		}
		for at, q := range from {
			t[i][at] = min(max(q, 1), 255)
		}
	}
	return t
}
