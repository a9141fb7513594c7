package picture

import (
	"encoding/binary"
	"hash/crc32"
	"io"
)

// pngChunk is a chunk's type and body.
type pngChunk struct {
	name string
	body []byte
}

// PNG colour types (PNG 3rd edition, 11.2.1).
const (
	pngGray      = 0
	pngRGB       = 2
	pngPalette   = 3
	pngGrayAlpha = 4
	pngRGBA      = 6
)

// walkPNG calls visit for every chunk up to and with IEND. Checksums are
// checked for all but picture data, which the decoder checks.
func walkPNG(data []byte, visit func(c pngChunk) error) error {
	for i := len(pngSignature); ; {
		if i+12 > len(data) {
			return io.ErrUnexpectedEOF
		}
		n := int64(binary.BigEndian.Uint32(data[i:]))
		if n > int64(len(data)-i-12) {
			return io.ErrUnexpectedEOF
		}
		end := i + 8 + int(n)
		c := pngChunk{string(data[i+4 : i+8]), data[i+8 : end]}
		if c.name != "IDAT" && c.name != "fdAT" &&
			crc32.ChecksumIEEE(data[i+4:end]) != binary.BigEndian.Uint32(data[end:]) {
			return corrupt(nil, "The PNG file is damaged: the checksum of its %q chunk is wrong.", c.name)
		}
		if err := visit(c); err != nil || c.name == "IEND" {
			return err
		}
		i = end + 4
	}
}

// pngWalk gathers what the chunks say.
type pngWalk struct {
	lim       Limits
	h         *header
	colour    byte
	interlace bool
	key       bool // tRNS
	data      bool // IDAT
	claimed   int64
	controls  int64
}

func inspectPNG(data []byte, lim Limits, h *header) error {
	w := pngWalk{lim: lim, h: h}
	err := walkPNG(data, w.visit)
	if err == io.ErrUnexpectedEOF {
		return truncated(PNG)
	}
	if err != nil {
		return err
	}
	if !w.data {
		return corrupt(nil, "The PNG file is damaged: it has no picture data.")
	}
	h.Alpha = w.key || w.colour == pngGrayAlpha || w.colour == pngRGBA
	h.gray = w.colour == pngGray || w.colour == pngGrayAlpha
	h.memory = h.pixels() * w.bytesPerPixel()
	if w.interlace {
		h.memory += h.memory / 2
	}
	return nil
}

func (w *pngWalk) visit(c pngChunk) error {
	if (c.name == "IHDR") != (w.h.Width == 0) {
		return corrupt(nil, "The PNG file is damaged: its header is misplaced.")
	}
	switch c.name {
	case "IHDR":
		return w.readIHDR(c.body)
	case "tRNS":
		w.key = true
	case "IDAT":
		w.data = true
	case "acTL":
		if len(c.body) >= 4 {
			w.claimed = int64(binary.BigEndian.Uint32(c.body))
		}
		return w.countFrames()
	case "fcTL":
		w.controls++
		return w.countFrames()
	case "eXIf":
		w.h.Orientation = exifOrientation(c.body)
	case "iCCP":
		w.h.meta.pngICC = c.body
	case "pHYs", "gAMA", "cHRM", "sRGB", "cICP":
		if !w.data {
			w.keep(c)
		}
	}
	return nil
}

// keep remembers a chunk once; a second of the same name is against the format.
func (w *pngWalk) keep(c pngChunk) {
	for _, k := range w.h.meta.chunks {
		if k.name == c.name {
			return
		}
	}
	w.h.meta.chunks = append(w.h.meta.chunks, c)
}

func (w *pngWalk) readIHDR(b []byte) error {
	if len(b) != 13 {
		return corrupt(nil, "The PNG file is damaged: its header has a wrong length.")
	}
	width, height := binary.BigEndian.Uint32(b), binary.BigEndian.Uint32(b[4:])
	if err := w.h.setSize(w.lim, int64(width), int64(height)); err != nil {
		return err
	}
	w.h.Depth, w.colour, w.interlace = int(b[8]), b[9], b[12] != 0
	if b[10] != 0 || b[11] != 0 || b[12] > 1 || w.bytesPerPixel() == 0 {
		return corrupt(nil, "The PNG file is damaged: its header names a colour type, compression or filter that PNG does not have.")
	}
	return nil
}

func (w *pngWalk) countFrames() error {
	n := max(w.claimed, w.controls)
	if n > 1 {
		return w.lim.checkFrames(n, int64(w.h.Width), int64(w.h.Height))
	}
	return nil
}

// bytesPerPixel is the size of a pixel in the type the standard library
// decodes to, 0 for a combination that PNG does not allow.
func (w *pngWalk) bytesPerPixel() int64 {
	d := w.h.Depth
	small := d == 1 || d == 2 || d == 4
	switch {
	case w.colour == pngPalette && (small || d == 8):
		return 1
	case w.colour == pngGray && (small || d == 8):
		if w.key {
			return 4
		}
		return 1
	case w.colour == pngGray && d == 16:
		if w.key {
			return 8
		}
		return 2
	case w.colour == pngRGB || w.colour == pngGrayAlpha || w.colour == pngRGBA:
		switch d {
		case 8:
			return 4
		case 16:
			return 8
		}
	}
	return 0
}
