package resize

import "github.com/reverie-image/reverie/shared/simd"

// The numbers of both passes. Bytes become 64 times as large between them,
// which leaves room for what a filter overshoots; words (less 2^15, to have a
// sign) half as large.
const (
	bytesFirst  = fraction - 6
	bytesSecond = fraction + 6
	wordsFirst  = fraction + 1
	wordsSecond = fraction - 1
)

func fast() bool { return simd.Active() >= simd.AVX2 }

// sumBytes sets dst to weighted sums of len(coef) rows of bytes, stride apart.
func sumBytes(dst []int16, rows []byte, stride int, coef []int16) {
	_ = rows[(len(coef)-1)*stride+len(dst)-1]
	if fast() && sumBytesFast(dst, rows, stride, coef) {
		return
	}
	for x := range dst {
		sum := int32(1) << (bytesFirst - 1)
		for k, c := range coef {
			sum += int32(c) * int32(rows[k*stride+x])
		}
		dst[x] = saturate(sum >> bytesFirst)
	}
}

// sumWords sets dst to weighted sums of len(coef) rows of words, stride apart.
func sumWords(dst []int16, rows []int16, stride int, coef []int16) {
	_ = rows[(len(coef)-1)*stride+len(dst)-1]
	if fast() && sumWordsFast(dst, rows, stride, coef) {
		return
	}
	for x := range dst {
		sum := int32(1) << (wordsFirst - 1)
		for k, c := range coef {
			sum += int32(c) * int32(rows[k*stride+x])
		}
		dst[x] = saturate(sum >> wordsFirst)
	}
}

// alongBytes sets dst, which is whole groups, to weighted sums along row, which
// g.reach says the length of.
func alongBytes(dst []byte, row []int16, g *grouped) {
	if fast() && alongBytesFast(dst, row, g) {
		return
	}
	for i := range dst {
		dst[i] = byte(min(max(g.sum(row, i, bytesSecond), 0), 255))
	}
}

// alongWords is alongBytes for words, with 2^15 added again.
func alongWords(dst []uint16, row []int16, g *grouped) {
	if fast() && alongWordsFast(dst, row, g) {
		return
	}
	for i := range dst {
		dst[i] = uint16(min(max(g.sum(row, i, wordsSecond)+1<<15, 0), 1<<16-1))
	}
}

func (g *grouped) sum(row []int16, i int, shift uint) int32 {
	sum := int32(1) << (shift - 1)
	for b := range g.blocks {
		values, weights := row[int(g.start[i])+8*b:][:8], g.coef[g.at(i, 8*b):][:8]
		for k, w := range weights {
			sum += int32(w) * int32(values[k])
		}
	}
	return sum >> shift
}

func saturate(v int32) int16 { return int16(min(max(v, -1<<15), 1<<15-1)) }

// split sets the quarters of dst to the reds, greens, blues and alphas of
// pixels.
func split(dst, rgba []byte) {
	n := len(rgba) / 4
	r, g, b, a := dst[:n], dst[n:2*n], dst[2*n:3*n], dst[3*n:4*n]
	i := 0
	if fast() {
		i = splitFast(r, g, b, a, rgba)
	}
	for ; i < n; i++ {
		px := rgba[4*i:][:4]
		r[i], g[i], b[i], a[i] = px[0], px[1], px[2], px[3]
	}
}
