package kernel

//go:generate go run ./gen

import "unsafe"

// tileArgs is a tile as the assembly takes it. Steps and distances are in
// bytes.
type tileArgs struct {
	x, w, y, bias unsafe.Pointer
	mask          unsafe.Pointer // of the last vector, for AVX2
	lanes         uint64         // AVX-512: a bit for each in the last vector; AVX2: how many
	rows, steps   int
	xp, yp        int
	xStep, wStep  int // from one step to the next
	xNext, wNext  int // from the step after a row's last to the next row's first
	start, end    int
	dense         uint64 // not 0: x has no gaps between steps, and for AVX2 the last vector is whole
}

// The most pixels of a tile, by vectors of channels.
var (
	pixelsAVX512 = [...]int{1: 28, 2: 14}
	pixelsAVX2   = [...]int{1: 12, 2: 6}
)

// maskBits[8-n:] begins with n that are set.
var maskBits = [16]int32{-1, -1, -1, -1, -1, -1, -1, -1}

// runAssembly cuts t into tiles that the registers hold.
func runAssembly(t *Tile, l Level) {
	floats, most := 16, &pixelsAVX512
	if l == AVX2 {
		floats, most = 8, &pixelsAVX2
	}
	a := t.args()
	for from := 0; from < t.C; from += 2 * floats {
		channels := min(t.C-from, 2*floats)
		vectors := (channels + floats - 1) / floats
		last := channels - (vectors-1)*floats
		if l == AVX2 {
			a.lanes, a.mask = uint64(last), unsafe.Pointer(&maskBits[8-last])
		} else {
			a.lanes = 1<<last - 1
		}
		a.dense = 0
		if t.XK == 1 && (l == AVX512 || last == floats) {
			a.dense = 1
		}
		tiles := (t.P + most[vectors] - 1) / most[vectors]
		for i := range tiles {
			p0, p1 := i*t.P/tiles, (i+1)*t.P/tiles
			a.place(t, p0, from)
			if l == AVX2 {
				tileAVX2(vectors, p1-p0, &a)
			} else {
				tileAVX512(vectors, p1-p0, &a)
			}
		}
	}
}

func (t *Tile) args() tileArgs {
	a := tileArgs{
		rows: t.R, steps: t.K, xp: 4 * t.XP, yp: 4 * t.YP, xStep: 4 * t.XK, wStep: 4 * t.WK,
		xNext: 4 * (t.XR - t.K*t.XK), wNext: 4 * (t.WR - t.K*t.WK), start: int(t.Start), end: int(t.End),
	}
	if t.K == 0 {
		a.rows = 0
	}
	return a
}

// place sets the pointers for pixels from p and channels from c on.
func (a *tileArgs) place(t *Tile, p, c int) {
	a.y = unsafe.Pointer(&t.Y[p*t.YP+c])
	if t.Start == FromBias {
		a.bias = unsafe.Pointer(&t.Bias[c])
	}
	if a.rows > 0 {
		a.x, a.w = unsafe.Pointer(&t.X[p*t.XP]), unsafe.Pointer(&t.W[c])
	}
}
