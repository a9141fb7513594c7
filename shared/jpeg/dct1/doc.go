// Package dct1 holds the inner loops that mirror a picture of cosine
// transformed blocks where its edge lies within a block: transforms in one
// dimension, of eight rows of eight values at once, and the conversions around
// them. They are written for AVX2 and in plain Go, with the same bits from each.
//
// The transforms are those of Arai, Agui and Nakajima (1988), which leave a
// factor for each coefficient to the caller: see Factors.
package dct1

//go:generate go run ./gen

import (
	"math"

	"github.com/reverie-image/reverie/shared/simd"
)

// Block is eight rows of eight values. What is transformed are its columns.
type Block [64]float32

// Factors gives by what coefficient k is to be multiplied before Inverse, and
// after Forward, for transforms that are orthonormal.
func Factors(k int) (before, after float64) {
	f := math.Sqrt2 * math.Cos(float64(k)*math.Pi/16)
	if k == 0 {
		f = 1
	}
	return f / math.Sqrt(8), 1 / (f * math.Sqrt(8))
}

func fast() bool { return simd.Active() >= simd.AVX2 }

// Widen gives the coefficients times their factors.
func Widen(dst *Block, coef *[64]int16, factors *Block) {
	if fast() {
		widenAVX2(&dst[0], &coef[0], &factors[0])
		return
	}
	for i, c := range coef {
		dst[i] = float32(c) * factors[i]
	}
}

// Narrow gives the values times their factors, rounded, a half to even, and
// saturated; bit i of nonzero says that coef[i] is not 0.
func Narrow(coef *[64]int16, src, factors *Block) (nonzero uint64) {
	if fast() {
		return narrowAVX2(&coef[0], &src[0], &factors[0])
	}
	for i, v := range src {
		r := math.RoundToEven(float64(float32(v * factors[i])))
		coef[i] = int16(min(max(r, math.MinInt16), math.MaxInt16))
		if coef[i] != 0 {
			nonzero |= 1 << i
		}
	}
	return nonzero
}

// Inverse makes columns of samples of columns of coefficients.
func Inverse(dst, src *Block) {
	if fast() {
		inverseAVX2(&dst[0], &src[0])
		return
	}
	for c := range 8 {
		inverse(dst, src, c)
	}
}

// Forward makes columns of coefficients of the columns of samples in reverse:
// sample i is that of row from − i of the sixteen in rows, but for a share of
// it that is of the row before. from is 8…15.
func Forward(dst *Block, rows *[2]Block, from int, share float32) {
	if fast() {
		forwardAVX2(&dst[0], &rows[from>>3][8*(from&7)], share)
		return
	}
	for c := range 8 {
		var x [8]float32
		for i := range x {
			a, b := row(rows, from-i, c), row(rows, from-i-1, c)
			x[i] = a + float32(share*float32(b-a))
		}
		forward(&x)
		for i, v := range x {
			dst[8*i+c] = v
		}
	}
}

func row(rows *[2]Block, y, c int) float32 { return rows[y>>3][8*(y&7)+c] }
