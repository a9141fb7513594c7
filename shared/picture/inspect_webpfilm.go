package picture

import (
	"encoding/binary"
	"image"

	"github.com/reverie-image/reverie/shared/webp"
)

// inspectWebPFilm walks the chunks of an animated WebP behind its header. Frames
// are held against the canvas and the limits as they come, and none is decoded.
func inspectWebPFilm(rest []byte, lim Limits, h *header) error {
	w := webpWalk{lim: lim, h: h, lossless: true}
	for {
		name, body, after, ok := webp.NextChunk(rest)
		if !ok && len(rest) >= 8 {
			return truncated(WebP)
		}
		if !ok {
			return w.finish()
		}
		if err := w.visit(name, body); err != nil {
			return err
		}
		rest = after
	}
}

// webpWalk gathers what the frames say.
type webpWalk struct {
	lim       Limits
	h         *header
	control   bool  // ANIM
	lossless  bool  // all of them
	qualities []int // of those with loss
	heights   int64 // of all frames together but the first, which is made whole
}

func (w *webpWalk) visit(name string, b []byte) error {
	switch name {
	case "ANIM":
		if len(b) < 6 {
			return corrupt(nil, "The WebP file is damaged: its animation has no usable header.")
		}
		if !w.control {
			w.control, w.h.webp.loops = true, int(binary.LittleEndian.Uint16(b[4:]))
		}
	case "ANMF":
		return w.frame(b)
	case "VP8 ", "VP8L", "ALPH", "VP8X":
		return corrupt(nil, "The WebP file is damaged: its animation holds a picture that is no frame, or two headers.")
	case "ICCP":
		w.h.meta.icc = usableICC(b)
	case "EXIF":
		w.h.Orientation = webpOrientation(b)
	}
	return nil
}

func (w *webpWalk) frame(b []byte) error {
	f, err := webp.ParseFrame(b)
	if err != nil {
		return corrupt(err, "The WebP file is damaged: one of its frames cannot be read. Upload it again, or save it anew.")
	}
	h := w.h
	if place := (image.Rectangle{f.At, f.At.Add(f.Size)}); !w.control || !place.In(image.Rect(0, 0, h.Width, h.Height)) {
		return corrupt(nil, "The WebP file is damaged: a frame lies outside of the picture, or before its animation begins.")
	}
	if err := w.lim.checkFrames(int64(len(h.webp.frames)+1), int64(h.Width), int64(h.Height)); err != nil {
		return err
	}
	if w.lossless = w.lossless && f.Lossless; !f.Lossless {
		if q := f.Quality(); q > 0 {
			w.qualities = append(w.qualities, q)
		}
	}
	if len(h.webp.frames) > 0 {
		w.heights += int64(f.Size.Y)
	}
	h.webp.frames = append(h.webp.frames, f)
	return nil
}

// finish settles what all frames say together.
func (w *webpWalk) finish() error {
	h, n := w.h, int64(len(w.h.webp.frames))
	if n == 0 {
		return truncated(WebP)
	}
	h.Frames, h.webp.lossless = int(n), w.lossless
	sum := 0
	for _, q := range w.qualities {
		sum += q
	}
	if k := len(w.qualities); k > 0 {
		h.webp.quality = (sum + k/2) / k
	}
	// The strip, the whole frames that some operations make, and what decoding one
	// takes, or later writing one.
	h.memory = 4*int64(h.Width)*(w.heights+int64(h.Height)) + 4*n*h.pixels() + 12*h.pixels()
	return nil
}
