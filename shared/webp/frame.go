package webp

import (
	"encoding/binary"
	"image"
	"time"
)

// FormatError says in what a file breaks the rules of the format.
type FormatError string

func (e FormatError) Error() string { return "webp: " + string(e) }

// Frame is one picture of an animation that is read, as ParseFrame finds it.
type Frame struct {
	At       image.Point // where its upper left corner lies on the canvas, both even
	Size     image.Point
	Duration time.Duration // that it is shown for, of whole milliseconds
	Over     bool          // it is laid over what lies beneath it, not put in its place
	Clear    bool          // its place becomes transparent before the next frame
	Lossless bool

	alpha, data []byte // of the chunks ALPH, if any, and VP8 or VP8L
}

const (
	frameHeader = 16 // bytes of an ANMF chunk before those that it holds
	clears      = 1
	replaces    = 2
)

// ParseFrame reads the body of an ANMF chunk (RFC 9649, 2.7.1.1) up to its
// picture's header. What it returns shares memory with b. Whether the frame lies
// on the canvas it does not know. Its errors are FormatErrors.
func ParseFrame(b []byte) (Frame, error) {
	if len(b) < frameHeader {
		return Frame{}, FormatError("a frame is cut off")
	}
	f := Frame{
		At:       image.Pt(2*le24(b), 2*le24(b[3:])),
		Size:     image.Pt(1+le24(b[6:]), 1+le24(b[9:])),
		Duration: time.Duration(le24(b[12:])) * time.Millisecond,
		Over:     b[15]&replaces == 0, Clear: b[15]&clears != 0,
	}
	for rest := b[frameHeader:]; f.data == nil; {
		name, body, after, ok := NextChunk(rest)
		if !ok {
			return Frame{}, FormatError("a frame has no picture, or one that is cut off")
		}
		if err := f.take(name, body); err != nil {
			return Frame{}, err
		}
		rest = after
	}
	return f, nil
}

// take reads a chunk within the frame; those that nobody knows are passed over.
func (f *Frame) take(name string, body []byte) error {
	switch name {
	case "ALPH":
		if f.alpha != nil || len(body) == 0 {
			return FormatError("a frame has a wrong alpha")
		}
		f.alpha = body
	case "VP8 ", "VP8L":
		size, _, ok := PictureSize(name, body)
		if f.Lossless = name == "VP8L"; !ok || size != f.Size || f.Lossless && f.alpha != nil {
			return FormatError("a frame has a picture of another size or kind than it says")
		}
		f.data = body
	}
	return nil
}

// File is the frame alone, as a file of its own.
func (f *Frame) File() []byte {
	switch {
	case f.Lossless:
		return file([]chunk{{"VP8L", f.data}})
	case f.alpha == nil:
		return file([]chunk{{"VP8 ", f.data}})
	}
	return file([]chunk{extended(hasAlpha, f.Size), {"ALPH", f.alpha}, {"VP8 ", f.data}})
}

// Quality is that of a lossy frame, as the function Quality finds it; 0 of
// another.
func (f *Frame) Quality() int {
	if f.Lossless {
		return 0
	}
	return Quality(f.data)
}

// NextChunk takes a chunk from the front of data (RFC 9649, 2.3); ok is false
// where there is no whole one.
func NextChunk(data []byte) (name string, body, rest []byte, ok bool) {
	if len(data) < 8 {
		return "", nil, nil, false
	}
	n := int64(binary.LittleEndian.Uint32(data[4:]))
	if n > int64(len(data)-8) {
		return "", nil, nil, false
	}
	end := min(8+n+n&1, int64(len(data)))
	return string(data[:4]), data[8 : 8+n : 8+n], data[end:], true
}

// PictureSize reads the first bytes of the body of a VP8 or a VP8L chunk; ok is
// false where they are not those of a picture. see says that a VP8L has alpha.
func PictureSize(name string, body []byte) (size image.Point, see, ok bool) {
	const most = 1<<14 - 1
	if name == "VP8L" {
		if len(body) < 5 || body[0] != 0x2f {
			return size, false, false
		}
		v := binary.LittleEndian.Uint32(body[1:])
		return image.Pt(1+int(v&most), 1+int(v>>14&most)), v>>28&1 != 0, true
	}
	if len(body) < 10 || body[0]&1 != 0 || body[3] != 0x9d || body[4] != 0x01 || body[5] != 0x2a {
		return size, false, false
	}
	v := binary.LittleEndian.Uint32(body[6:])
	return image.Pt(int(v&most), int(v>>16&most)), false, true
}

func le24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }
