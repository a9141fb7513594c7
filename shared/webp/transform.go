package webp

// block is 16 residuals or coefficients, in rows.
type block [16]int32

// The transforms' factors √2·cos(π/8) and √2·sin(π/8), of 65536.
const (
	cos8 = 85627
	sin8 = 35468
)

// forward is the inverse of the decoder's transform, whose bases all have the
// same length: coefficients are half the products with them.
func (b *block) forward() {
	for i := 0; i < 16; i += 4 {
		s, t := b[i]+b[i+3], b[i+1]+b[i+2]
		u, v := b[i+1]-b[i+2], b[i]-b[i+3]
		b[i], b[i+2] = (s+t)*8, (s-t)*8
		b[i+1] = (v*cos8 + u*sin8 + 4096) >> 13
		b[i+3] = (v*sin8 - u*cos8 + 4096) >> 13
	}
	for i := range 4 {
		s, t := b[i]+b[i+12], b[i+4]+b[i+8]
		u, v := int64(b[i+4]-b[i+8]), int64(b[i]-b[i+12])
		b[i], b[i+8] = (s+t+8)>>4, (s-t+8)>>4
		b[i+4] = int32((v*cos8 + u*sin8 + 1<<19) >> 20)
		b[i+12] = int32((v*sin8 - u*cos8 + 1<<19) >> 20)
	}
}

// inverse adds the residuals of coefficients to a prediction, as the decoder
// does (RFC 6386, 14.3).
func (b *block) inverse(pred []uint8, predStride int, dst []uint8) {
	var m block
	for i := range 4 {
		s, t := b[i]+b[i+8], b[i]-b[i+8]
		u := b[i+4]*sin8>>16 - (b[i+12] + b[i+12]*(cos8-65536)>>16)
		v := b[i+4] + b[i+4]*(cos8-65536)>>16 + b[i+12]*sin8>>16
		m[i], m[i+4], m[i+8], m[i+12] = s+v, t+u, t-u, s-v
	}
	for y := range 4 {
		r := m[4*y:][:4]
		dc := r[0] + 4
		s, t := dc+r[2], dc-r[2]
		u := r[1]*sin8>>16 - (r[3] + r[3]*(cos8-65536)>>16)
		v := r[1] + r[1]*(cos8-65536)>>16 + r[3]*sin8>>16
		p, d := pred[y*predStride:][:4], dst[y*stride:][:4]
		d[0] = clip(int(p[0]) + int((s+v)>>3))
		d[1] = clip(int(p[1]) + int((t+u)>>3))
		d[2] = clip(int(p[2]) + int((t-u)>>3))
		d[3] = clip(int(p[3]) + int((s-v)>>3))
	}
}

// walsh transforms the 16 means of a macroblock, forth with round 0 and shift 1,
// back with 3 and 3 (RFC 6386, 14.3).
func (b *block) walsh(round int32, shift uint) {
	for i := range 4 {
		s, t, u, v := b[i]+b[i+12], b[i+4]+b[i+8], b[i+4]-b[i+8], b[i]-b[i+12]
		b[i], b[i+4], b[i+8], b[i+12] = s+t, v+u, s-t, v-u
	}
	for i := 0; i < 16; i += 4 {
		s, t, u, v := b[i]+b[i+3]+round, b[i+1]+b[i+2], b[i+1]-b[i+2], b[i]-b[i+3]+round
		b[i], b[i+1], b[i+2], b[i+3] = (s+t)>>shift, (v+u)>>shift, (s-t)>>shift, (v-u)>>shift
	}
}

// hadamard is the sum of the magnitudes of a residual's Hadamard transform,
// which says how hard it is to code: four times that of an orthonormal one.
func hadamard(src []uint8, srcStride int, pred []uint8, predStride int) int {
	var m [16]int32
	for y := range 4 {
		s, p := src[y*srcStride:][:4], pred[y*predStride:][:4]
		a, b := int32(s[0])-int32(p[0]), int32(s[1])-int32(p[1])
		c, d := int32(s[2])-int32(p[2]), int32(s[3])-int32(p[3])
		e, f, g, h := a+c, b+d, a-c, b-d
		m[4*y], m[4*y+1], m[4*y+2], m[4*y+3] = e+f, e-f, g+h, g-h
	}
	var sum int32
	for i := range 4 {
		e, f, g, h := m[i]+m[i+8], m[i+4]+m[i+12], m[i]-m[i+8], m[i+4]-m[i+12]
		sum += abs(e+f) + abs(e-f) + abs(g+h) + abs(g-h)
	}
	return int(sum)
}

func abs(v int32) int32 {
	m := v >> 31
	return (v ^ m) - m
}
