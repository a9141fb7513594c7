package picturetest

import (
	"bytes"
	"encoding/binary"
	"image"
	"slices"
)

// Components is a baseline JPEG of one full-size component for each plane,
// each in a scan of its own. transform is what the Adobe segment says: 0 for
// RGB and CMYK, 1 for YCbCr, 2 for YCCK; below 0 there is none. ids are the
// component IDs.
func Components(planes []*image.Gray, ids string, transform, quality int) []byte {
	size := planes[0].Rect.Size()
	var head, scans []byte
	for i, p := range planes {
		b := JPEG(p, quality)
		sos := bytes.Index(b, []byte{0xff, 0xda})
		if i == 0 {
			frame := bytes.Index(b, []byte{0xff, 0xc0})
			head = append(head, b[2:frame]...) // DQT
			huff := bytes.Index(b, []byte{0xff, 0xc4})
			head = append(head, b[huff:sos]...)
		}
		scans = append(scans, Segment(0xda, 1, ids[i], 0, 0, 63, 0)...)
		scans = append(scans, b[sos+10:len(b)-2]...)
	}
	body := []byte{8, byte(size.Y >> 8), byte(size.Y), byte(size.X >> 8), byte(size.X), byte(len(planes))}
	for i := range planes {
		body = append(body, ids[i], 0x11, 0)
	}
	out := []byte{0xff, 0xd8}
	if transform >= 0 {
		out = append(out, Segment(0xee, append([]byte("Adobe\x00\x64\x00\x00\x00\x00"), byte(transform))...)...)
	}
	return cat(out, head, Segment(0xc0, body...), scans, []byte{0xff, 0xd9})
}

// Planes takes red, green and blue apart.
func Planes(m *image.NRGBA) []*image.Gray {
	out := make([]*image.Gray, 3)
	for k := range out {
		out[k] = image.NewGray(m.Rect)
		for y := range m.Rect.Dy() {
			for x := range m.Rect.Dx() {
				out[k].Pix[y*out[k].Stride+x] = m.Pix[y*m.Stride+4*x+k]
			}
		}
	}
	return out
}

// WithSegments puts segments in front of the others of a JPEG.
func WithSegments(jpeg []byte, segments ...[]byte) []byte {
	return cat(jpeg[:2], bytes.Join(segments, nil), jpeg[2:])
}

// WithChunks puts chunks behind the header of a PNG.
func WithChunks(png []byte, chunks ...[]byte) []byte {
	const header = 8 + 25
	return cat(png[:header], bytes.Join(chunks, nil), png[header:])
}

// EXIF is an APP1 segment with an orientation, a GPS directory that must not
// survive, and filling.
func EXIF(orientation int) []byte {
	body := cat("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x02",
		[]byte{0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, byte(orientation), 0, 0},
		[]byte{0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38}, be32(0), "GPS-SECRET-PLACE")
	return Segment(0xe1, body...)
}

// ICC is a profile of a colour space ("RGB ", "GRAY", "CMYK") and a size; it
// has a header and nothing else of use.
func ICC(space string, size int) []byte {
	b := make([]byte, size)
	copy(b, be32(size))
	copy(b[12:], "mntr")
	copy(b[16:], space)
	copy(b[20:], "XYZ ")
	copy(b[36:], "acsp")
	for i := 128; i < size; i++ {
		b[i] = byte(i)
	}
	return b
}

// ICCSegments spreads a profile over APP2 segments of n bytes each.
func ICCSegments(profile []byte, n int) []byte {
	var out []byte
	count := (len(profile) + n - 1) / n
	for i := range count {
		part := profile[i*n : min((i+1)*n, len(profile))]
		out = append(out, Segment(0xe2, cat("ICC_PROFILE\x00", i+1, count, part)...)...)
	}
	return out
}

// WithTIFFTags appends a directory with an orientation and a profile to a
// little-endian TIFF.
func WithTIFFTags(file []byte, orientation int, icc []byte) []byte {
	le := binary.LittleEndian
	out := append([]byte(nil), file...)
	at := int(le.Uint32(out[4:]))
	n := int(le.Uint16(out[at:]))
	entry := func(tag, kind, count, value int) []byte {
		b := le.AppendUint16(le.AppendUint16(nil, uint16(tag)), uint16(kind))
		return le.AppendUint32(le.AppendUint32(b, uint32(count)), uint32(value))
	}
	more := [][]byte{entry(274, 3, 1, orientation), entry(34675, 7, len(icc), len(out))}
	for i := range n {
		more = append(more, out[at+2+12*i:][:12])
	}
	slices.SortFunc(more, func(a, b []byte) int { return int(le.Uint16(a)) - int(le.Uint16(b)) })
	out = append(out, icc...)
	le.PutUint32(out[4:], uint32(len(out)))
	out = le.AppendUint16(out, uint16(len(more)))
	return append(append(out, bytes.Join(more, nil)...), 0, 0, 0, 0)
}
