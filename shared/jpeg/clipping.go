package jpeg

// clipped estimates what is lost where luma is driven beyond its range: a
// decoder clips it before it adds chroma, the ideal clips red, green and blue.
// It is the mean squared error over all samples of red, green and blue, as far
// as the means of blocks show it.
func (a *assembly) clipped() float64 {
	c := a.f.comps
	if len(c) != 3 {
		return 0
	}
	mean := func(i, at int) float64 { return float64(a.recs[i][at].dc) * float64(c[i].quant[0]) / 8 }
	sum := 0.0
	for y := range c[0].bh {
		for x := range c[0].bw {
			luma := mean(0, y*c[0].bw+x) + 128
			held := min(max(luma, 0), 255)
			if luma == held {
				continue
			}
			cb := mean(1, min(y*c[1].v/c[0].v, c[1].bh-1)*c[1].bw+min(x*c[1].h/c[0].h, c[1].bw-1))
			cr := mean(2, min(y*c[2].v/c[0].v, c[2].bh-1)*c[2].bw+min(x*c[2].h/c[0].h, c[2].bw-1))
			for _, chroma := range [3]float64{1.402 * cr, -0.344136*cb - 0.714136*cr, 1.772 * cb} {
				d := min(max(luma+chroma, 0), 255) - min(max(held+chroma, 0), 255)
				sum += d * d
			}
		}
	}
	return sum / float64(3*c[0].bw*c[0].bh)
}
