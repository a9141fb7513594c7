package draw

import (
	"math"
	"math/rand/v2"
)

// dice are a picture's random choices.
type dice struct{ *rand.Rand }

// f is a number from a to b, all alike likely.
func (d dice) f(a, b float64) float64 { return a + (b-a)*d.Float64() }

// log is a number from a to b, all ratios alike likely.
func (d dice) log(a, b float64) float64 { return a * math.Pow(b/a, d.Float64()) }

// chance is true with probability p.
func (d dice) chance(p float64) bool { return d.Float64() < p }

// sign is 1 or -1.
func (d dice) sign() float64 {
	if d.chance(0.5) {
		return 1
	}
	return -1
}

// seed chooses one of the noises.
func (d dice) seed() int { return d.IntN(1 << 16) }

// colour is any colour with saturation and value in these ranges.
func (d dice) colour(s0, s1, v0, v1 float64) rgb {
	return hsv(d.Float64(), d.f(s0, s1), d.f(v0, v1))
}

// near is a hue around h with saturation around s and value around v.
func (d dice) near(h, spread, s, v float64) rgb {
	return hsv(h+d.f(-spread, spread)+1, clamp(s+d.f(-0.12, 0.12), 0, 1), clamp(v+d.f(-0.12, 0.12), 0, 1))
}

// pick chooses one of what it is given.
func pick[T any](d dice, of ...T) T { return of[d.IntN(len(of))] }

// clamp holds v between a and b.
func clamp(v, a, b float64) float64 {
	if v < a {
		return a
	}
	if v > b {
		return b
	}
	return v
}

// fract is the part of v after the point, from 0 to 1 for negative v too.
func fract(v float64) float64 { return v - math.Floor(v) }

// smooth goes from 0 at a to 1 at b without a kink.
func smooth(a, b, v float64) float64 {
	t := clamp((v-a)/(b-a), 0, 1)
	return t * t * (3 - 2*t)
}

// lerp goes from a (t = 0) to b (t = 1).
func lerp(a, b, t float64) float64 { return a + (b-a)*t }

// seeded are dice that a number decides, for things that are to be alike.
func seeded(n uint64) dice { return dice{rand.New(rand.NewPCG(n, 1))} }
