package pixel

import "image"

// Ratio is how many pixels of a YCbCr picture share a chroma sample across and
// down.
func Ratio(r image.YCbCrSubsampleRatio) (x, y int) {
	switch r {
	case image.YCbCrSubsampleRatio422:
		return 2, 1
	case image.YCbCrSubsampleRatio420:
		return 2, 2
	case image.YCbCrSubsampleRatio440:
		return 1, 2
	case image.YCbCrSubsampleRatio411:
		return 4, 1
	case image.YCbCrSubsampleRatio410:
		return 4, 2
	}
	return 1, 1
}

// Plane is one plane of a YCbCr picture, whose samples it shares.
type Plane struct {
	Raster
	X, Y int // how many of the picture's pixels share a sample across and down
	Zero int // the value of no colour: 0 of luma, 128 of chroma
}

// PlanesOf are Y, Cb and Cr of a picture with its origin at 0, 0.
func PlanesOf(m *image.YCbCr) [3]Plane {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	sx, sy := Ratio(m.SubsampleRatio)
	chroma := func(pix []byte) Plane {
		return Plane{Raster{Pix: pix, Stride: m.CStride, W: (w + sx - 1) / sx, H: (h + sy - 1) / sy, N: 1}, sx, sy, 128}
	}
	return [3]Plane{
		{Raster{Pix: m.Y, Stride: m.YStride, W: w, H: h, N: 1}, 1, 1, 0},
		chroma(m.Cb), chroma(m.Cr),
	}
}
