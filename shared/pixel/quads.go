package pixel

import (
	"context"
	"image"
)

// The factors of JFIF 1.02 between YCbCr and RGB, in 1/65536.
const (
	crToR, cbToG, crToG, cbToB = 91881, -22554, -46802, 116130

	rToY, gToY, bToY    = 19595, 38470, 7471
	rToCb, gToCb, bToCb = -11059, -21709, 32768
	rToCr, gToCr, bToCr = 32768, -27439, -5329
)

// reach is by how far red, green and blue, computed from a luma and a chroma
// sample, may leave 0…255 below; above it is less than twice that.
const reach = 256

// wide is a table for values that are not clipped yet, from −reach.
type wide [4 * reach]uint8

// offsets are what is added to luma for red, green and blue, as indices of a
// wide table.
func offsets(cb, cr byte) (red, green, blue int) {
	b, r := int(cb)-128, int(cr)-128
	const half = 32768 + reach<<16
	return (crToR*r + half) >> 16, (cbToG*b + crToG*r + half) >> 16, (cbToB*b + half) >> 16
}

// strip is one row of chroma samples of a YCbCr picture, the rows of luma that
// it belongs to, and room for these as red, green and blue.
type strip struct {
	luma   [2][]byte // the second is empty where there is but one
	cb, cr []byte
	sx     int // pixels to a sample
	rgb    [2][3][]byte
}

// eachStrip calls work for the strips of m, which has its origin at 0, 0.
func eachStrip(ctx context.Context, m *image.YCbCr, work func(s *strip)) error {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	sx, sy := Ratio(m.SubsampleRatio)
	n := (w + sx - 1) / sx
	return Bands(ctx, h, BandRows, func(y0, y1 int) error {
		s := strip{sx: sx}
		room := make([]byte, 6*w)
		for i := range 6 {
			s.rgb[i/3][i%3] = room[i*w:][:w]
		}
		for y := y0; y < y1; y += sy {
			s.luma = [2][]byte{m.Y[y*m.YStride:][:w]}
			if sy == 2 && y+1 < h {
				s.luma[1] = m.Y[(y+1)*m.YStride:][:w]
			}
			s.cb, s.cr = m.Cb[y/sy*m.CStride:][:n], m.Cr[y/sy*m.CStride:][:n]
			work(&s)
		}
		return nil
	})
}

// part is the strip's chroma samples from to to, with their pixels.
func (s *strip) part(from, to int) strip {
	p := strip{cb: s.cb[from:to], cr: s.cr[from:to], sx: s.sx, rgb: s.rgb}
	for i, row := range s.luma {
		if len(row) > 0 {
			p.luma[i] = row[from*s.sx : min(to*s.sx, len(row))]
		}
	}
	return p
}

// expand makes red, green and blue of the strip, each through its table.
func (s *strip) expand(t *[3]*wide) {
	tr, tg, tb := t[0], t[1], t[2]
	for i, luma := range s.luma {
		n := len(luma)
		r, g, b := s.rgb[i][0][:n], s.rgb[i][1][:n], s.rgb[i][2][:n]
		x := 0
		for c, cb := range s.cb {
			ro, gr, bo := offsets(cb, s.cr[c])
			for end := min(x+s.sx, n); x < end; x++ {
				y := int(luma[x])
				r[x], g[x], b[x] = tr[(y+ro)&(4*reach-1)], tg[(y+gr)&(4*reach-1)], tb[(y+bo)&(4*reach-1)]
			}
		}
	}
}

// contract is the way back: a chroma sample becomes the mean of what its pixels
// give, as an encoder would make of them.
func (s *strip) contract() {
	x := 0
	for c := range s.cb {
		end := min(x+s.sx, len(s.luma[0]))
		sr, sg, sb, n := 0, 0, 0, 0
		for i, luma := range s.luma {
			if len(luma) == 0 {
				break
			}
			r, g, b := s.rgb[i][0][x:end], s.rgb[i][1][x:end], s.rgb[i][2][x:end]
			out := luma[x:end]
			for k := range out {
				red, green, blue := int(r[k]), int(g[k]), int(b[k])
				out[k] = byte((rToY*red + gToY*green + bToY*blue + 32768) >> 16)
				sr, sg, sb = sr+red, sg+green, sb+blue
			}
			n += len(out)
		}
		s.cb[c], s.cr[c] = chroma(rToCb*sr+gToCb*sg+bToCb*sb, n), chroma(rToCr*sr+gToCr*sg+bToCr*sb, n)
		x = end
	}
}

// chroma is the mean of n colour differences, given their sum in 1/65536.
func chroma(sum, n int) byte {
	const middle = 128<<16 + 32768
	v := sum + n*middle
	switch n {
	case 1:
	case 2:
		v >>= 1
	case 4:
		v >>= 2
	default:
		v /= n
	}
	return byte(min(v>>16, 255))
}
