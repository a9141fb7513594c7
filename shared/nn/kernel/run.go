package kernel

// Run computes t. It panics if t names what its slices do not have.
func Run(t *Tile) {
	if t.P <= 0 {
		return
	}
	t.check()
	if l := Active(); l != Generic {
		runAssembly(t, l)
		return
	}
	runGeneric(t)
}

// check holds the slices against the strides, as the assembly does not.
func (t *Tile) check() {
	if t.C < 1 || t.C > blockChannels || min(t.R, t.K, t.XR, t.XP, t.XK) < 0 || min(t.WR, t.WK, t.YP) < 0 ||
		t.Start > FromY || t.End > Masked {
		panic("kernel: a tile's sizes are out of range")
	}
	_ = t.Y[(t.P-1)*t.YP+t.C-1]
	if t.Start == FromBias {
		_ = t.Bias[t.C-1]
	}
	if t.R > 0 && t.K > 0 {
		_ = t.X[(t.R-1)*t.XR+(t.P-1)*t.XP+(t.K-1)*t.XK]
		_ = t.W[(t.R-1)*t.WR+(t.K-1)*t.WK+t.C-1]
	}
}
