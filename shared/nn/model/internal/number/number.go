// Package number turns the little-endian numbers of weight files into float32
// and back. It knows nothing of what the numbers mean.
package number

import (
	"encoding/binary"
	"fmt"
	"math"
)

// Type is how a number is stored.
type Type int

// Types of numbers: IEEE 754 of 64, 32 and 16 bits, and bfloat16, the upper
// half of a 32-bit number.
const (
	F64 Type = iota + 1
	F32
	F16
	BF16
)

// Size is the number of bytes of one number.
func (t Type) Size() int {
	switch t {
	case F64:
		return 8
	case F32:
		return 4
	}
	return 2
}

// Decode reads len(dst) numbers from src, which holds at least as many.
func Decode(dst []float32, src []byte, t Type) {
	switch t {
	case F64:
		for i := range dst {
			dst[i] = float32(math.Float64frombits(binary.LittleEndian.Uint64(src[8*i:])))
		}
	case F32:
		for i := range dst {
			dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(src[4*i:]))
		}
	case F16:
		for i := range dst {
			dst[i] = FromHalf(binary.LittleEndian.Uint16(src[2*i:]))
		}
	case BF16:
		for i := range dst {
			dst[i] = math.Float32frombits(uint32(binary.LittleEndian.Uint16(src[2*i:])) << 16)
		}
	}
}

// Append appends v to dst, rounded to the nearest number of the type, to even
// where two are as near.
func Append(dst []byte, v float32, t Type) []byte {
	switch t {
	case F64:
		return binary.LittleEndian.AppendUint64(dst, math.Float64bits(float64(v)))
	case F32:
		return binary.LittleEndian.AppendUint32(dst, math.Float32bits(v))
	case F16:
		return binary.LittleEndian.AppendUint16(dst, ToHalf(v))
	}
	b := math.Float32bits(v)
	if v != v {
		return binary.LittleEndian.AppendUint16(dst, uint16(b>>16)|0x40)
	}
	return binary.LittleEndian.AppendUint16(dst, uint16((b+0x7fff+b>>16&1)>>16))
}

// FromHalf is the value of a 16-bit IEEE 754 number.
func FromHalf(h uint16) float32 {
	sign, exponent, fraction := uint32(h>>15)<<31, uint32(h>>10&31), uint32(h&1023)
	switch exponent {
	case 0: // zero or subnormal: fraction × 2⁻²⁴
		return math.Float32frombits(math.Float32bits(float32(fraction)*0x1p-24) | sign)
	case 31:
		return math.Float32frombits(sign | 255<<23 | fraction<<13)
	}
	return math.Float32frombits(sign | (exponent+127-15)<<23 | fraction<<13)
}

// ToHalf is v as a 16-bit IEEE 754 number: the nearest, to even where two are
// as near, and infinity from 65,520 on.
func ToHalf(v float32) uint16 {
	b := math.Float32bits(v)
	sign, abs := uint16(b>>16)&0x8000, b&0x7fffffff
	switch {
	case abs > 255<<23:
		return sign | 0x7e00
	case abs >= 0x477ff000:
		return sign | 0x7c00
	case abs < (127-14)<<23:
		// Subnormal: adding 2⁻¹ leaves fraction × 2⁻²⁴ in the lowest bits, rounded.
		return sign | uint16(math.Float32bits(math.Float32frombits(abs)+0.5)-math.Float32bits(0.5))
	}
	abs += 0xfff + abs>>13&1
	return sign | uint16((abs-(127-15)<<23)>>13)
}

// Finite is an error that says which of v is no finite number, if one is.
func Finite(v []float32) error {
	for i, x := range v {
		if x-x != 0 {
			return fmt.Errorf("number %d is %v", i, x)
		}
	}
	return nil
}
