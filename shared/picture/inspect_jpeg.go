package picture

import (
	"bytes"
	"encoding/binary"
	"io"
)

// JPEG markers (ITU-T T.81, table B.1).
const (
	markSOF0  = 0xc0
	markSOF1  = 0xc1
	markSOF2  = 0xc2
	markDHT   = 0xc4
	markSOF15 = 0xcf
	markJPG   = 0xc8
	markDAC   = 0xcc
	markRST0  = 0xd0
	markRST7  = 0xd7
	markSOI   = 0xd8
	markEOI   = 0xd9
	markSOS   = 0xda
	markDQT   = 0xdb
	markDRI   = 0xdd
	markAPP0  = 0xe0
	markAPP1  = 0xe1
	markAPP2  = 0xe2
	markAPP14 = 0xee
	markAPP15 = 0xef
	markCOM   = 0xfe
)

const usesArithmetic = "This JPEG uses arithmetic coding, which is not taken. Save it again with Huffman coding."

const (
	exifID = "Exif\x00\x00"
	iccID  = "ICC_PROFILE\x00"
)

type jpegComponent struct {
	id, h, v, tq byte
	scanned      bool // some scan holds it
}

// jpegHeader is what a JPEG's marker segments say.
type jpegHeader struct {
	sof       byte
	comps     []jpegComponent
	quant     [4]*[64]uint16 // zig-zag order, as last defined
	jfif      bool
	density   *density // of JFIF, or else of EXIF
	adobe     bool
	transform byte
	scans     int
	visits    int64
	icc       iccParts
}

func (j *jpegHeader) progressive() bool { return j.sof == markSOF2 }

// ycc says whether three components are YCbCr, as the standard library and
// libjpeg decide it.
func (j *jpegHeader) ycc() bool {
	if j.jfif {
		return true
	}
	if j.adobe {
		return j.transform != 0
	}
	return j.comps[0].id != 'R' || j.comps[1].id != 'G' || j.comps[2].id != 'B'
}

// walkJPEG calls visit for every marker with its segment's body and the offset
// of the marker, up to and with EOI. It finds markers as the standard
// library's decoder does, so that the two never see different segments.
func walkJPEG(data []byte, visit func(marker byte, body []byte, at int) error) error {
	for i := 2; ; {
		k := bytes.IndexByte(data[i:], 0xff)
		if k < 0 {
			return io.ErrUnexpectedEOF
		}
		at := i + k
		for i = at; i < len(data) && data[i] == 0xff; i++ {
		}
		if i >= len(data) {
			return io.ErrUnexpectedEOF
		}
		m := data[i]
		i++
		if m == 0 || markRST0 <= m && m <= markRST7 {
			continue
		}
		if m == markEOI {
			return visit(m, nil, at)
		}
		if i+2 > len(data) {
			return io.ErrUnexpectedEOF
		}
		n := int(binary.BigEndian.Uint16(data[i:]))
		if n < 2 {
			return corrupt(nil, "The JPEG file is damaged: a segment is shorter than its own length field.")
		}
		if i+n > len(data) {
			return io.ErrUnexpectedEOF
		}
		if err := visit(m, data[i+2:i+n], at); err != nil {
			return err
		}
		i += n
	}
}

func inspectJPEG(data []byte, lim Limits, h *header) error {
	j := &jpegHeader{}
	h.jpeg = j
	exif, exifDensity := false, (*density)(nil)
	err := walkJPEG(data, func(m byte, body []byte, _ int) error {
		switch {
		case m == markDQT:
			return j.readDQT(body)
		case m == markSOS:
			return j.readSOS(body, lim, h)
		case m == markAPP0:
			j.readJFIF(body)
		case m == markAPP14 && len(body) >= 12 && hasPrefix(body, "Adobe"):
			j.adobe, j.transform = true, body[11]
		case m == markAPP1 && !exif && hasPrefix(body, exifID):
			exif, h.Orientation = true, exifOrientation(body[len(exifID):])
			exifDensity = densityOfEXIF(body[len(exifID):])
		case m == markAPP2:
			j.icc.add(body)
		case markSOF0 <= m && m <= markSOF15 && m != markDHT && m != markJPG && m != markDAC:
			return j.readSOF(m, body, lim, h)
		case m == markDAC:
			return unsupported(nil, usesArithmetic)
		}
		return nil
	})
	if err == io.ErrUnexpectedEOF {
		return truncated(JPEG)
	}
	if err != nil {
		return err
	}
	if j.scans == 0 {
		return corrupt(nil, "The JPEG file is damaged: it has no picture data.")
	}
	if len(j.comps) == 4 && !j.adobe {
		return unsupported(nil, "This JPEG has four colour components and does not say which. Save it again as RGB.")
	}
	for _, c := range j.comps {
		if !c.scanned { // decoders would take it for gray, and show half a picture
			return corrupt(nil, "The JPEG file is incomplete: one of its colour components is missing. Upload it again.")
		}
	}
	if exifDensity != nil && (j.density == nil || j.density.per == noLength) {
		j.density = exifDensity
	}
	h.meta.icc, h.meta.density = j.icc.profile(), j.density
	h.meta.adobe = j.adobe && !j.jfif && len(j.comps) == 3 && j.ycc()
	h.gray = len(j.comps) == 1
	h.memory = j.memory(h.Width, h.Height)
	return nil
}

// memory follows the standard library: one byte a sample, padded to whole
// MCUs, and a 4-byte coefficient a sample more when progressive.
func (j *jpegHeader) memory(w, h int) int64 {
	samples := 64 * j.blocks(w, h, j.comps)
	n := samples
	if j.progressive() {
		n += 4 * samples
	}
	px := int64(w) * int64(h)
	switch {
	case len(j.comps) == 4:
		n += 8 * px
	case len(j.comps) == 3 && !j.ycc():
		n += 4 * px
	}
	return n
}
