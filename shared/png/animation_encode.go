package png

import (
	"context"
	"encoding/binary"
	"fmt"
	"slices"
)

// encodeAnimation writes the frames of an animation, all as one type.
func encodeAnimation(ctx context.Context, im *Image) ([]byte, error) {
	frames := slices.Clone(im.Animation.Frames)
	if im.Animation.Hidden {
		frames = append([]Frame{{Pixels: im.Pixels, Filters: im.Filters}}, frames...)
	}
	all, err := sourcesOf(frames, im.Header, im.Key)
	if err != nil {
		return nil, err
	}
	if len(im.Animation.Frames) == 0 || frames[0].At.X != 0 || frames[0].At.Y != 0 {
		return nil, fmt.Errorf("png: an animation whose first frame is not whole")
	}
	out := append([]byte(nil), Signature...)
	actl := binary.BigEndian.AppendUint32(nil, uint32(len(im.Animation.Frames)))
	actl = binary.BigEndian.AppendUint32(actl, im.Animation.Loops)
	out = all[0].appendHeader(out, append(slices.Clip(im.Chunks), Chunk{"acTL", actl}))
	seq := uint32(0)
	for i, f := range frames {
		s := all[i]
		if f.At.X < 0 || f.At.Y < 0 || f.At.X+s.Width > all[0].Width || f.At.Y+s.Height > all[0].Height {
			return nil, fmt.Errorf("png: frame %d of %d × %d pixels at %v lies outside", i, s.Width, s.Height, f.At)
		}
		if i > 0 || !im.Animation.Hidden {
			out = appendChunk(out, "fcTL", s.control(seq, f))
			seq++
		}
		if i == 0 {
			out, err = s.appendData(ctx, out, "IDAT", s.plan(f.Filters))
		} else {
			out, err = s.appendData(ctx, out, "fdAT", s.plan(f.Filters), binary.BigEndian.AppendUint32(nil, seq)...)
			seq++
		}
		if err != nil {
			return nil, err
		}
	}
	return appendChunk(out, "IEND"), nil
}

func (s *source) control(seq uint32, f Frame) []byte {
	b := binary.BigEndian.AppendUint32(nil, seq)
	for _, v := range []int{s.Width, s.Height, f.At.X, f.At.Y} {
		b = binary.BigEndian.AppendUint32(b, uint32(v))
	}
	b = binary.BigEndian.AppendUint16(b, f.Num)
	b = binary.BigEndian.AppendUint16(b, f.Den)
	return append(b, byte(f.Dispose), byte(f.Blend))
}

// sourcesOf makes sources of one type of all frames. Where the type that each
// would have by itself differs, it is the one that holds them all.
func sourcesOf(frames []Frame, want Header, key []uint16) ([]*source, error) {
	all, err := newSources(frames, want, key)
	if err != nil || alike(all) {
		return all, err
	}
	alpha := false
	for _, s := range all {
		alpha = alpha || s.Color.HasAlpha() || s.key != nil
	}
	if want.Depth = max(want.Depth, 8); alpha && want.Color.IsGray() {
		want.Color = GrayAlpha
	} else if alpha {
		want.Color = RGBA
	}
	if all, err = newSources(frames, want, nil); err == nil && !alike(all) {
		err = fmt.Errorf("png: frames of different types")
	}
	return all, err
}

func newSources(frames []Frame, want Header, key []uint16) ([]*source, error) {
	all := make([]*source, len(frames))
	for i, f := range frames {
		var err error
		if all[i], err = newSource(f.Pixels, want, key); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func alike(all []*source) bool {
	first := all[0]
	for _, s := range all {
		if s.Color != first.Color || s.Depth != first.Depth || !slices.Equal(s.key, first.key) || !slices.Equal(s.palette, first.palette) {
			return false
		}
	}
	return true
}
