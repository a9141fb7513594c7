package draw

import (
	"math"
	"math/rand/v2"
)

// The tables of the noise are the same for ever: a shuffled lattice, a
// direction for each of its places and a number from 0 to 1 for each.
var (
	lattice    [512]uint8
	directions [256][2]float64
	numbers    [256]float64
)

func init() {
	r := rand.New(rand.NewPCG(2015, 6))
	for i, v := range r.Perm(256) {
		lattice[i], lattice[i+256] = uint8(v), uint8(v)
		directions[i][1], directions[i][0] = math.Sincos(float64(i) * 2 * math.Pi / 256)
		numbers[i] = r.Float64()
	}
}

// place is the lattice's entry at a whole point.
func place(x, y, seed int) uint8 {
	return lattice[int(lattice[int(lattice[(x+seed)&255])+(y&255)])+(seed>>8&255)]
}

// hash01 is a number from 0 to 1 for a whole point.
func hash01(x, y, seed int) float64 { return numbers[place(x, y, seed)] }

// noise is gradient noise, about -1 to 1, with bumps one unit apart.
func noise(x, y float64, seed int) float64 {
	ix, iy := int(x), int(y)
	if x < float64(ix) {
		ix--
	}
	if y < float64(iy) {
		iy--
	}
	x, y = x-float64(ix), y-float64(iy)
	u, v := x*x*(3-2*x), y*y*(3-2*y)
	// What place does, with what the four corners share done once.
	left, right, shift := int(lattice[(ix+seed)&255]), int(lattice[(ix+1+seed)&255]), seed>>8&255
	j0, j1 := iy&255, (iy+1)&255
	g00 := &directions[lattice[(int(lattice[left+j0])+shift)&511]]
	g10 := &directions[lattice[(int(lattice[right+j0])+shift)&511]]
	g01 := &directions[lattice[(int(lattice[left+j1])+shift)&511]]
	g11 := &directions[lattice[(int(lattice[right+j1])+shift)&511]]
	top := lerp(g00[0]*x+g00[1]*y, g10[0]*(x-1)+g10[1]*y, u)
	low := lerp(g01[0]*x+g01[1]*(y-1), g11[0]*(x-1)+g11[1]*(y-1), u)
	return 1.5 * lerp(top, low, v)
}

// fbm is a sum of noises, each twice as fine and half as strong.
func fbm(x, y float64, seed, octaves int) float64 {
	sum, a := 0.0, 0.6
	for range octaves {
		sum += a * noise(x, y, seed)
		x, y, a = x*2+3.7, y*2+1.3, a*0.5
		seed += 17
	}
	return sum
}

// cell is the nearest of the points that are scattered one a unit square: how
// far away it is, the vector to it, the distance to the second nearest, and
// a number for it.
type cell struct {
	d, dx, dy, second float64
	id                int
}

// cells finds the cell of a point; jitter (0 to 1) is how irregular they are.
func cells(x, y, jitter float64, seed int) cell {
	fx, fy := math.Floor(x), math.Floor(y)
	best := cell{d: 9, second: 9}
	for j := -1; j <= 1; j++ {
		for i := -1; i <= 1; i++ {
			p := int(place(int(fx)+i, int(fy)+j, seed))
			cx := fx + float64(i) + 0.5 + jitter*(numbers[p]-0.5)
			cy := fy + float64(j) + 0.5 + jitter*(numbers[p^91]-0.5)
			dx, dy := x-cx, y-cy
			switch q := dx*dx + dy*dy; {
			case q < best.d:
				best = cell{q, dx, dy, best.d, p}
			case q < best.second:
				best.second = q
			}
		}
	}
	best.d, best.second = math.Sqrt(best.d), math.Sqrt(best.second)
	return best
}
