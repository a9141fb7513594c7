package png

import (
	"fmt"
	"image"
)

// Signature begins every PNG file.
const Signature = "\x89PNG\r\n\x1a\n"

// ColorType is PNG's own (11.2.1).
type ColorType byte

// The colour types.
const (
	Gray      ColorType = 0
	RGB       ColorType = 2
	Palette   ColorType = 3
	GrayAlpha ColorType = 4
	RGBA      ColorType = 6
)

// Channels is how many samples a pixel has, 0 of a type that does not exist.
func (c ColorType) Channels() int {
	switch c {
	case Gray, Palette:
		return 1
	case GrayAlpha:
		return 2
	case RGB:
		return 3
	case RGBA:
		return 4
	}
	return 0
}

// IsGray says that a type has no colours.
func (c ColorType) IsGray() bool { return c == Gray || c == GrayAlpha }

// HasAlpha says that a type has a channel for alpha.
func (c ColorType) HasAlpha() bool { return c == GrayAlpha || c == RGBA }

// Header is what IHDR says.
type Header struct {
	Width, Height int
	Depth         int // bits a sample: 1, 2, 4, 8 or 16
	Color         ColorType
	Interlaced    bool
}

// Image is a decoded file.
type Image struct {
	Header

	// Pixels are those of the default image: a *image.Gray or *image.Gray16, a
	// *image.Paletted, or a *image.NRGBA or *image.NRGBA64, whose channels are
	// equal where Color is gray. Depths below 8 come as 8, scaled. What a tRNS
	// chunk says is in alpha.
	Pixels image.Image
	// Filters is the filter of each row, nil where the file was interlaced.
	Filters []byte
	// Key is the colour that tRNS made transparent, in samples of Depth bits:
	// one of a gray picture, three of an RGB one, else nil.
	Key []uint16
	// Fewer lets Encode write a still with a palette, or grays of less than 8
	// bits, where that is expected to be smaller. Decode leaves it false.
	Fewer bool
	// Chunks are those that Encode writes besides what it makes itself. Decode
	// leaves it empty: see Walk.
	Chunks []Chunk
	// Animation is nil for a still.
	Animation *Animation
}

// Limits bound what a file may claim. All are inclusive.
type Limits struct {
	Side        int   // of width and of height, in pixels
	Pixels      int64 // width × height
	Frames      int   // of an animation
	FramePixels int64 // pixels of all frames together
}

// ErrLimit is wrapped by the errors for what is over a limit.
var ErrLimit = fmt.Errorf("png: over a limit")

// A FormatError is what is wrong with a file.
type FormatError string

func (e FormatError) Error() string { return "png: " + string(e) }

func damaged(format string, args ...any) error { return FormatError(fmt.Sprintf(format, args...)) }

// bitsPerPixel of a row as it is stored.
func (h Header) bitsPerPixel() int { return h.Depth * h.Color.Channels() }

// filterDistance is how many bytes a filter looks back: a pixel, at least 1.
func (h Header) filterDistance() int { return max(h.bitsPerPixel()/8, 1) }

// rowBytes is the size of a row of w pixels, without its filter's byte.
func (h Header) rowBytes(w int) int { return (w*h.bitsPerPixel() + 7) / 8 }

// valid says that the depth is one that the type may have (table 12).
func (h Header) valid() bool {
	switch h.Depth {
	case 1, 2, 4:
		return h.Color == Gray || h.Color == Palette
	case 8:
		return h.Color.Channels() > 0
	case 16:
		return h.Color.Channels() > 0 && h.Color != Palette
	}
	return false
}
