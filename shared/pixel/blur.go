package pixel

import "context"

// Blur writes src to dst, a raster of the same shape that shares nothing with
// it, through a Gaussian filter of standard deviations sigmaX and sigmaY, in
// pixels and above 0, as imaging.Blur does it: three deviations to each side,
// colours weighted by alpha, and at the borders by what lies inside.
func Blur(ctx context.Context, dst, src Raster, sigmaX, sigmaY float64) error {
	s := smoothing{
		w: src.W, h: src.H, n: src.channels(),
		x: newGaussian(sigmaX), y: newGaussian(sigmaY),
		load: src.load, store: dst.store,
	}
	return s.run(ctx)
}
