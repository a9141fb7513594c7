package picture

import (
	"encoding/binary"

	"github.com/reverie-image/reverie/shared/webp"
)

// inspectWebP walks the RIFF chunks (RFC 9649). Every size that a chunk claims
// must be the same: a small canvas around a huge frame is refused.
func inspectWebP(data []byte, lim Limits, h *header) error {
	if riff := int64(binary.LittleEndian.Uint32(data[4:])); riff > int64(len(data)-8) {
		return truncated(WebP)
	} else if riff >= 4 {
		data = data[:8+riff]
	}
	for rest := data[12:]; ; {
		name, body, after, ok := webp.NextChunk(rest)
		if !ok {
			return truncated(WebP)
		}
		done, err := readWebPChunk(name, body, lim, h)
		switch {
		case err != nil:
			return err
		case done:
			trailingEXIF(after, h)
			h.memory = h.pixels() * webpBytes(name, h.Alpha)
			return nil
		case h.webp.moves:
			return inspectWebPFilm(after, lim, h)
		}
		rest = after
	}
}

// webpBytes is what a pixel takes: planes and RGBA made of them; an alpha
// plane is a lossless picture of its own; that may be held twice.
func webpBytes(name string, alpha bool) int64 {
	switch {
	case name == "VP8L":
		return 8
	case alpha:
		return 10
	}
	return 6
}

func readWebPChunk(name string, b []byte, lim Limits, h *header) (done bool, err error) {
	switch name {
	case "VP8X":
		if len(b) < 10 {
			return false, truncated(WebP)
		}
		h.webp.moves, h.Alpha = b[0]&2 != 0, b[0]&0x10 != 0
		return false, h.claim(lim, 1+int64(u24(b[4:])), 1+int64(u24(b[7:])))
	case "ICCP":
		h.meta.icc = usableICC(b)
	case "EXIF":
		h.Orientation = webpOrientation(b)
	case "VP8 ", "VP8L":
		size, see, ok := webp.PictureSize(name, b)
		if !ok {
			return false, corrupt(nil, "The WebP file is damaged: its picture has no usable header.")
		}
		if h.webp.lossless = name == "VP8L"; !h.webp.lossless {
			h.webp.quality = webp.Quality(b)
		}
		h.Alpha = h.Alpha || see
		return true, h.claim(lim, int64(size.X), int64(size.Y))
	}
	return false, nil
}

// claim is setSize for a size that may be stated twice.
func (h *header) claim(lim Limits, width, height int64) error {
	if h.Width != 0 && (width != int64(h.Width) || height != int64(h.Height)) {
		return corrupt(nil, "The WebP file is damaged: it states two different sizes.")
	}
	return h.setSize(lim, width, height)
}

// trailingEXIF looks for the EXIF chunk, which comes after the picture.
func trailingEXIF(rest []byte, h *header) {
	for len(rest) >= 8 {
		n := int64(binary.LittleEndian.Uint32(rest[4:]))
		if n > int64(len(rest)-8) {
			return
		}
		if string(rest[:4]) == "EXIF" {
			h.Orientation = webpOrientation(rest[8 : 8+n])
			return
		}
		rest = rest[min(8+n+n&1, int64(len(rest))):]
	}
}

// webpOrientation reads a chunk that some writers start as JPEG's APP1 does.
func webpOrientation(b []byte) int {
	if hasPrefix(b, exifID) {
		b = b[len(exifID):]
	}
	return exifOrientation(b)
}

func u24(b []byte) uint32 { return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 }
