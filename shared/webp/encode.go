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
	if size.X < 1 || size.Y < 1 || size.X > MaxSide || size.Y > MaxSide {
		return nil, errors.New("webp: a picture of this size cannot be written")
	}
	see := o.Transparent || !m.Opaque()
	var chunks []chunk
	if o.Lossless {
		data, err := lossless(ctx, argb(m), size.X, size.Y, see)
		if err != nil {
			return nil, err
		}
		chunks = append(chunks, chunk{"VP8L", data})
	} else {
		if see {
			data, err := alpha(ctx, m)
			if err != nil {
				return nil, err
			}
			chunks = append(chunks, chunk{"ALPH", data})
		}
		quality := o.Quality
		if quality == 0 {
			quality = UsualQuality
		}
		data, err := lossy(ctx, m, quality)
		if err != nil {
			return nil, err
		}
		chunks = append(chunks, chunk{"VP8 ", data})
	}
	return container(chunks, size, see, o), nil
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
		w, h := size.X-1, size.Y-1
		all = append([]chunk{{"VP8X", []byte{flags, 0, 0, 0, byte(w), byte(w >> 8), 0, byte(h), byte(h >> 8), 0}}}, all...)
	}
	n := 4
	for _, c := range all {
		n += 8 + (len(c.body)+1)&^1
	}
	out := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(n))
	out = append(out, "WEBP"...)
	for _, c := range all {
		out = binary.LittleEndian.AppendUint32(append(out, c.name...), uint32(len(c.body)))
		out = append(out, c.body...)
		if len(c.body)%2 == 1 {
			out = append(out, 0)
		}
	}
	return out
}
