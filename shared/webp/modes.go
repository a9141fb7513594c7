package webp

// The probabilities of macroblocks' modes (RFC 6386, 11.2).
var (
	lumaProbs   = [4]uint8{145, 156, 163, 128}
	chromaProbs = [3]uint8{142, 114, 183}
)

// What modes cost, in 1/256 bits.
var (
	modeCost16   = costsOf(func(to *meter, mode int) { putLumaMode(to, mode) })
	modeCostUV   = costsOf(func(to *meter, mode int) { putChromaMode(to, mode) })
	subModeCosts = func() (t [modes4][modes4][modes4]uint16) {
		for i := range t {
			for j := range t[i] {
				for mode := range t[i][j] {
					var to meter
					putSubMode(&to, mode, &subModeProbs[i][j])
					t[i][j][mode] = uint16(to)
				}
			}
		}
		return t
	}()
)

func costsOf(put func(*meter, int)) (t [modes16]int) {
	for mode := range t {
		var to meter
		put(&to, mode)
		t[mode] = int(to)
	}
	return t
}

// meter adds up what bits cost.
type meter int

func (m *meter) put(bit bool, zero uint8) { *m += meter(costOf(bit, zero)) }

type putter interface {
	put(bit bool, zero uint8)
}

// putLumaMode codes a mode for the whole.
func putLumaMode(to putter, mode int) {
	to.put(true, lumaProbs[0])
	to.put(mode == predH || mode == predTM, lumaProbs[1])
	if mode == predH || mode == predTM {
		to.put(mode == predTM, lumaProbs[3])
	} else {
		to.put(mode == predV, lumaProbs[2])
	}
}

func putChromaMode(to putter, mode int) {
	to.put(mode != predDC, chromaProbs[0])
	if mode == predDC {
		return
	}
	to.put(mode != predV, chromaProbs[1])
	if mode != predV {
		to.put(mode == predTM, chromaProbs[2])
	}
}

// putSubMode codes the mode of a block.
func putSubMode(to putter, mode int, p *[9]uint8) {
	for i, m := range [...]int{predDC, predTM, predV} {
		to.put(mode != m, p[i])
		if mode == m {
			return
		}
	}
	if mode == predH || mode == predRD || mode == predVR {
		to.put(false, p[3])
		to.put(mode != predH, p[4])
		if mode != predH {
			to.put(mode == predVR, p[5])
		}
		return
	}
	to.put(true, p[3])
	for i, m := range [...]int{predLD, predVL, predHD} {
		to.put(mode != m, p[6+i])
		if mode == m {
			return
		}
	}
}
