package kernel

import (
	"encoding/binary"
	"hash/fnv"
	"maps"
	"math"
	"slices"
	"testing"
)

// TestBits holds what is computed to the bits that it once had, on every level,
// processor and setting of GOAMD64: a dream that was made elsewhere can be made
// again.
func TestBits(t *testing.T) {
	const want = 0xfe316dd0d79572ae
	defer Use(Active())
	for _, l := range Supported() {
		Use(l)
		r, h := random(), fnv.New64a()
		add := func(v []float32) {
			for _, f := range v {
				if f != f {
					f = 0 // NaN has other bits elsewhere
				}
				h.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(f)))
			}
		}
		for range 500 {
			tile := randomTile(r, 1+r.IntN(40), 1+r.IntN(blockChannels))
			Run(&tile)
			add(tile.Y)
		}
		for _, name := range slices.Sorted(maps.Keys(vectorCases)) {
			y, x := floats(r, 240), [5][]float32{}
			for i := range x {
				x[i] = floats(r, 255)
			}
			vectorCases[name](y, x, 15)
			add(y)
		}
		if got := h.Sum64(); got != want {
			t.Errorf("%v: %#x", l, got)
		}
	}
}
