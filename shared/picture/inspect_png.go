package picture

import (
	"encoding/binary"
	"errors"
	"io"

	"github.com/reverie-image/reverie/shared/png"
)

// pngHeader is what a PNG says besides, for writing it again.
type pngHeader struct {
	color   png.ColorType
	filters []byte   // of its rows
	key     []uint16 // the colour that cannot be seen
}

// pngWalk gathers what the chunks say.
type pngWalk struct {
	png.Header
	lim      Limits
	h        *header
	key      bool // tRNS
	data     bool // IDAT
	moves    bool // acTL before IDAT
	claimed  int64
	controls int64
	hidden   bool  // the first frame came after IDAT
	heights  int64 // of all frames together
}

func inspectPNG(data []byte, lim Limits, h *header) error {
	w := pngWalk{lim: lim, h: h}
	if err := png.Walk(data, w.visit); err != nil {
		return pngError(err)
	}
	if !w.data {
		return corrupt(nil, "The PNG file is damaged: it has no picture data.")
	}
	h.Alpha = w.key || w.Color.HasAlpha()
	h.gray = w.Color.IsGray()
	h.png.color = w.Color
	h.memory = h.pixels() * w.bytesPerPixel()
	if w.moves && (w.claimed > 1 || w.hidden) {
		h.Frames = int(w.claimed)
		if w.hidden {
			w.heights += int64(h.Height)
		}
		// Whole frames of four bytes a pixel are what some operations make.
		h.memory = int64(h.Width)*w.heights*w.bytesPerPixel() + 4*w.claimed*h.pixels()
	}
	return nil
}

// pngError says what is wrong with a file to its sender.
func pngError(err error) error {
	var format png.FormatError
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return truncated(PNG)
	case errors.As(err, &format):
		return corrupt(err, "The PNG file is damaged: %s. Upload it again, or save it anew.", string(format))
	}
	return err
}

func (w *pngWalk) visit(c png.Chunk) error {
	if (c.Name == "IHDR") != (w.h.Width == 0) {
		return corrupt(nil, "The PNG file is damaged: its header is misplaced.")
	}
	switch c.Name {
	case "IHDR":
		return w.readIHDR(c.Body)
	case "tRNS":
		w.key = true
	case "IDAT":
		w.data = true
	case "acTL":
		if len(c.Body) >= 4 {
			w.claimed = int64(binary.BigEndian.Uint32(c.Body))
			w.moves = w.moves || !w.data
		}
		return w.countFrames()
	case "fcTL":
		if w.controls++; w.controls == 1 {
			w.hidden = w.data
		}
		if len(c.Body) >= 12 {
			w.heights += min(int64(binary.BigEndian.Uint32(c.Body[8:])), int64(w.h.Height))
		}
		return w.countFrames()
	case "eXIf":
		w.h.Orientation = exifOrientation(c.Body)
	case "iCCP":
		w.h.meta.pngICC = c.Body
	case "pHYs":
		if !w.data && w.h.meta.density == nil {
			w.h.meta.density = densityOfPHYs(c.Body)
		}
	case "gAMA", "cHRM", "sRGB", "cICP":
		if !w.data {
			w.keep(c)
		}
	}
	return nil
}

// keep remembers a chunk once; a second of the same name is against the format.
func (w *pngWalk) keep(c png.Chunk) {
	for _, k := range w.h.meta.chunks {
		if k.Name == c.Name {
			return
		}
	}
	w.h.meta.chunks = append(w.h.meta.chunks, c)
}

func (w *pngWalk) readIHDR(b []byte) (err error) {
	if w.Header, err = png.ParseHeader(b); err != nil {
		return err
	}
	w.h.Depth = w.Depth
	return w.h.setSize(w.lim, int64(w.Width), int64(w.Height))
}

func (w *pngWalk) countFrames() error {
	n := max(w.claimed, w.controls)
	if n > 1 {
		return w.lim.checkFrames(n, int64(w.h.Width), int64(w.h.Height))
	}
	return nil
}

// bytesPerPixel is the size of a pixel in the type that it is decoded to.
func (w *pngWalk) bytesPerPixel() int64 {
	n := int64(4)
	if w.Color == png.Palette || w.Color == png.Gray && !w.key {
		n = 1
	}
	if w.Depth == 16 {
		n *= 2
	}
	return n
}
