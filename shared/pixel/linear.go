package pixel

import (
	"context"
	"image"
	"math"
)

// Linear makes each of red, green and blue k × v + offset, rounded and clipped
// to 0…255, in place. In YCbCr that is the same of Y, and k times the chroma,
// wherever no value leaves its bounds; elsewhere it goes by [Curves].
func Linear(ctx context.Context, m *image.YCbCr, k, offset float64) error {
	l := linear{lowest: 256, highest: -1}
	for i := range l.luma {
		v := k*float64(i) + offset
		l.luma[i] = clip8(v)
		l.chroma[i] = clip8(128 + k*float64(i-128))
		if v >= -0.5 && v <= 255.5 {
			l.lowest, l.highest = min(l.lowest, i), max(l.highest, i)
		}
	}
	t := l.luma.wide()
	l.wide = [3]*wide{t, t, t}
	const samples = 32 // a piece: few enough for most not to have a stray value
	return eachStrip(ctx, m, func(s *strip) {
		for from := 0; from < len(s.cb); from += samples {
			p := s.part(from, min(from+samples, len(s.cb)))
			l.apply(&p)
		}
	})
}

type linear struct {
	luma, chroma    Table
	wide            [3]*wide
	lowest, highest int // luma whose result is within its bounds
}

func (l *linear) apply(s *strip) {
	if !l.within(s) {
		s.expand(&l.wide)
		s.contract()
		return
	}
	for _, row := range s.luma {
		for x, v := range row {
			row[x] = l.luma[v]
		}
	}
	for c, v := range s.cb {
		s.cb[c], s.cr[c] = l.chroma[v], l.chroma[s.cr[c]]
	}
}

// within says that no pixel of s can leave the bounds of RGB, and no luma those
// of its result.
func (l *linear) within(s *strip) bool {
	low, high := byte(255), byte(0)
	for _, row := range s.luma {
		for _, v := range row {
			low, high = min(low, v), max(high, v)
		}
	}
	least, most := 4*reach, 0
	for c, cb := range s.cb {
		red, green, blue := offsets(cb, s.cr[c])
		least, most = min(least, red, green, blue), max(most, red, green, blue)
	}
	return int(low) >= l.lowest && int(high) <= l.highest && int(low)+least >= reach && int(high)+most <= reach+255
}

func clip8(v float64) uint8 { return uint8(min(max(math.Floor(v+0.5), 0), 255)) }
