package webp

import (
	"context"
	"encoding/binary"
	"errors"
	"image"
)

// MaxSide is the largest width and height that the format can say.
const MaxSide = 1<<14 - 1

// Options say how a picture is written; the zero value is lossy at the usual
// quality.
type Options struct {
	Lossless    bool
	Quality     int    // 1 to 100, as cwebp scales it; 0 is UsualQuality; of no matter to Lossless
	ICC         []byte // a colour profile, or nil
	EXIF        []byte // from its TIFF header on, or nil
	Transparent bool   // the file is to have alpha even if all is opaque
}

// UsualQuality is that of a lossy file for which none was asked.
const UsualQuality = 80

// Encode is m as a WebP file. It returns ctx's error when ctx ends, and an error
// for a picture that is empty or larger than MaxSide.
func Encode(ctx context.Context, m *image.NRGBA, o Options) ([]byte, error) {
	size := m.Rect.Size()
	if err := checkSize(size); err != nil {
		return nil, err
	}
	see := o.Transparent || !m.Opaque()
	chunks, err := picture(ctx, m, o, see)
	if err != nil {
		return nil, err
	}
	return container(chunks, size, see, o), nil
}

func checkSize(size image.Point) error {
	if size.X < 1 || size.Y < 1 || size.X > MaxSide || size.Y > MaxSide {
		return errors.New("webp: a picture of this size cannot be written")
	}
	return nil
}

// picture are the chunks that hold the pixels of m; see says that their alpha is
// to be kept.
func picture(ctx context.Context, m *image.NRGBA, o Options, see bool) (all []chunk, err error) {
	if o.Lossless {
		data, err := lossless(ctx, argb(m), m.Rect.Dx(), m.Rect.Dy(), see)
		return []chunk{{"VP8L", data}}, err
	}
	if see {
		data, err := alpha(ctx, m)
		if err != nil {
			return nil, err
		}
		all = append(all, chunk{"ALPH", data})
	}
	quality := o.Quality
	if quality == 0 {
		quality = UsualQuality
	}
	data, err := lossy(ctx, m, quality)
	return append(all, chunk{"VP8 ", data}), err
}

type chunk struct {
	name string
	body []byte
}

// The flags of a VP8X chunk (RFC 9649, 2.7.1).
const (
	hasICC   = 0x20
	hasAlpha = 0x10
	hasEXIF  = 0x08

	hasFrames = 0x02
)

// container puts chunks into a file; the simple one where nothing asks for more
// (RFC 9649, 2.4 to 2.7).
func container(image []chunk, size image.Point, see bool, o Options) []byte {
	flags := byte(0)
	all := image
	if o.ICC != nil {
		flags |= hasICC
		all = append([]chunk{{"ICCP", o.ICC}}, all...)
	}
	if o.EXIF != nil {
		flags |= hasEXIF
		all = append(all, chunk{"EXIF", o.EXIF})
	}
	if len(all) > 1 {
		if see {
			flags |= hasAlpha
		}
		all = append([]chunk{extended(flags, size)}, all...)
	}
	return file(all)
}

// extended is the header of a file with more than a picture (RFC 9649, 2.7).
func extended(flags byte, size image.Point) chunk {
	return chunk{"VP8X", appendSize([]byte{flags, 0, 0, 0}, size)}
}

// appendSize writes width and height less 1, in 24 bits each.
func appendSize(b []byte, size image.Point) []byte {
	return append24(append24(b, size.X-1), size.Y-1)
}

func append24(b []byte, v int) []byte { return append(b, byte(v), byte(v>>8), byte(v>>16)) }

// file is a RIFF file of chunks.
func file(all []chunk) []byte {
	n := 4
	for _, c := range all {
		n += c.size()
	}
	out := binary.LittleEndian.AppendUint32(append(make([]byte, 0, 8+n), "RIFF"...), uint32(n))
	out = append(out, "WEBP"...)
	for _, c := range all {
		out = c.append(out)
	}
	return out
}

// size is what c takes in a file.
func (c chunk) size() int { return 8 + (len(c.body)+1)&^1 }

func (c chunk) append(out []byte) []byte {
	out = binary.LittleEndian.AppendUint32(append(out, c.name...), uint32(len(c.body)))
	out = append(out, c.body...)
	if len(c.body)%2 == 1 {
		out = append(out, 0)
	}
	return out
}
