package jpeg

import "encoding/binary"

// maxPixels bounds what a frame header may claim; callers set tighter limits.
const maxPixels = 1 << 27

// frame is a frame header (SOF) with what follows from it.
type frame struct {
	sof        byte
	w, h       int // pixels
	hmax, vmax int // greatest sampling factors
	mx, my     int // MCUs across and down in an interleaved scan
	comps      []component
}

// component is one colour component of a frame.
type component struct {
	id     byte
	h, v   int // sampling factors, 1…4; 1 in a frame of one component
	tq     byte
	w, ht  int         // samples across and down
	bw, bh int         // blocks that hold samples
	sw, sh int         // blocks of all MCUs: padding included
	quant  *[64]uint16 // zig-zag order; that in force at the component's first scan
}

func (f *frame) progressive() bool { return f.sof == markSOF2 }

func (f *frame) blocks() int {
	n := 0
	for i := range f.comps {
		n += f.comps[i].sw * f.comps[i].sh
	}
	return n
}

func parseFrame(marker byte, b []byte) (*frame, error) {
	switch {
	case marker > markJPG:
		return nil, unsupported("arithmetic coding")
	case marker > markSOF2:
		return nil, unsupported("lossless or hierarchical")
	case len(b) < 6 || len(b) != 6+3*int(b[5]):
		return nil, corrupt("frame header of a wrong length")
	case b[0] != 8:
		return nil, unsupported("%d bits a sample", b[0])
	}
	f := &frame{sof: marker, h: int(binary.BigEndian.Uint16(b[1:])), w: int(binary.BigEndian.Uint16(b[3:]))}
	switch {
	case f.w == 0:
		return nil, corrupt("no width")
	case f.h == 0:
		return nil, unsupported("height given after the picture")
	case f.w*f.h > maxPixels:
		return nil, tooLarge("%d×%d pixels", f.w, f.h)
	}
	if n := int(b[5]); n != 1 && n != 3 && n != 4 {
		return nil, unsupported("%d components", n)
	}
	for b = b[6:]; len(b) >= 3; b = b[3:] {
		c := component{id: b[0], h: int(b[1] >> 4), v: int(b[1] & 15), tq: b[2]}
		if c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 || c.tq > 3 {
			return nil, corrupt("impossible sampling factors or table")
		}
		for i := range f.comps {
			if f.comps[i].id == c.id {
				return nil, corrupt("two components of one name")
			}
		}
		f.comps = append(f.comps, c)
	}
	if len(f.comps) == 1 {
		f.comps[0].h, f.comps[0].v = 1, 1
	}
	f.measure()
	return f, nil
}

// measure fills in what follows from the size and the sampling factors (T.81
// A.1.1 and A.2).
func (f *frame) measure() {
	f.hmax, f.vmax = 1, 1
	for _, c := range f.comps {
		f.hmax, f.vmax = max(f.hmax, c.h), max(f.vmax, c.v)
	}
	f.mx, f.my = ceilDiv(f.w, 8*f.hmax), ceilDiv(f.h, 8*f.vmax)
	for i := range f.comps {
		c := &f.comps[i]
		c.w, c.ht = ceilDiv(f.w*c.h, f.hmax), ceilDiv(f.h*c.v, f.vmax)
		c.bw, c.bh = ceilDiv(c.w, 8), ceilDiv(c.ht, 8)
		c.sw, c.sh = f.mx*c.h, f.my*c.v
	}
}

func ceilDiv(a, b int) int { return (a + b - 1) / b }
