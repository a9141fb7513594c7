package jpeg

import (
	"context"
	"image"
	"math"
	"math/rand/v2"
	"testing"
)

// scenery is a picture with slopes, edges and noise in colour.
func scenery(w, h int) *image.NRGBA {
	r := rand.New(rand.NewPCG(uint64(w), uint64(h)))
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			px := m.Pix[y*m.Stride+4*x:]
			for i := range 3 {
				v := 128 + 100*math.Sin(float64(x)/float64(9+4*i))*math.Cos(float64(y)/13) + 12*r.Float64()
				if x/17%4 == i {
					v = 250 - v/2
				}
				px[i] = byte(min(max(v, 0), 255))
			}
			px[3] = 255
		}
	}
	return m
}

// coded is a file of planes with any sampling factors, made block by block with
// the coder of the transforms. Planes are the components' own samples.
func coded(t testing.TB, w, h int, factors [][2]int, ids string, header []byte, sample func(i, x, y int) byte) []byte {
	t.Helper()
	tables := qualityTables(90)
	f := &frame{w: w, h: h}
	for i, hv := range factors {
		f.comps = append(f.comps, component{id: ids[i], h: hv[0], v: hv[1], quant: &tables[min(i, 1)]})
	}
	c := newCoder(f)
	for i := range f.comps {
		p, q := &f.comps[i], natural(f.comps[i].quant)
		for by := range p.bh {
			for bx := range p.bw {
				var zz [64]int16
				mask := uint64(0)
				for k := range zz {
					sum := 0.0
					u, v := int(zigzag[k]%8), int(zigzag[k]/8)
					for n := range 64 {
						x, y := min(8*bx+n%8, p.w-1), min(8*by+n/8, p.ht-1)
						sum += (float64(sample(i, x, y)) - 128) * cosine(n%8, u) * cosine(n/8, v)
					}
					zz[k] = int16(math.Round(sum / float64(q[zigzag[k]])))
					if zz[k] != 0 {
						mask |= 1 << k
					}
				}
				c.add(i, bx, by, &zz, mask)
			}
		}
	}
	out, err := c.finish(context.Background(), header)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func cosine(x, u int) float64 {
	if u == 0 {
		return math.Sqrt(1. / 8)
	}
	return math.Cos(float64((2*x+1)*u)*math.Pi/16) / 2
}

func slope(i, x, y int) byte { return byte(40 + (i*50+x*3+y*2)%160) }

func adobe(transform byte) []byte {
	return appendSegment(nil, markAPP14, []byte{'A', 'd', 'o', 'b', 'e', 0, 100, 0, 0, 0, 0, transform})
}

// channels are the stored samples of a pixel.
func channels(m image.Image, x, y int) []byte {
	switch m := m.(type) {
	case *image.Gray:
		return []byte{m.GrayAt(x, y).Y}
	case *image.YCbCr:
		c := m.YCbCrAt(x, y)
		return []byte{c.Y, c.Cb, c.Cr}
	case *image.CMYK:
		c := m.CMYKAt(x, y)
		return []byte{c.C, c.M, c.Y, c.K}
	}
	r, g, b, _ := m.At(x, y).RGBA()
	return []byte{byte(r >> 8), byte(g >> 8), byte(b >> 8)}
}
