package assemble

// OHWI reorders the weights of a convolution from [out][in][kh][kw], as other
// frameworks have them, to [out][kh][kw][in].
func OHWI(w []float32, out, in, kh, kw int) []float32 {
	if kh == 1 && kw == 1 {
		return w
	}
	to := make([]float32, len(w))
	area := kh * kw
	for o := range out {
		from, dst := w[o*in*area:][:in*area], to[o*in*area:][:in*area]
		for i := range in {
			for k, v := range from[i*area:][:area] {
				dst[k*in+i] = v
			}
		}
	}
	return to
}
