package png

import "context"

// rows reads a picture that is not interlaced, and says how its rows were
// filtered.
func (r *reader) rows(ctx context.Context, z *inflater, c *canvas, w, h int) ([]byte, error) {
	n, bpp := r.rowBytes(w), r.filterDistance()
	filters := make([]byte, h)
	rgb := r.Color == RGB && r.Depth == 8 && r.key == nil
	direct := rgb || c.expand == nil
	zeros, line := make([]byte, max(n, w*c.size)), make([]byte, n)
	prev := zeros
	if !direct {
		prev = make([]byte, n)
	}
	for y := range h {
		if y%checkRows == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		src, err := z.next(1 + n)
		if err != nil {
			return nil, err
		}
		filters[y], src = src[0], src[1:]
		dst := c.row(y, w)
		switch {
		case rgb:
			err = unfilterRGB(filters[y], dst, src, prev, zeros)
		case direct:
			err = unfilter(filters[y], bpp, dst, src, prev)
		default:
			err = unfilter(filters[y], bpp, line, src, prev)
			c.expand(dst, line)
		}
		if err != nil {
			return nil, err
		}
		if direct {
			prev = dst
		} else {
			prev, line = line, prev
		}
	}
	return filters, nil
}

// pass is one of the reduced pictures of an interlaced one (8.1): pixels from
// x0, y0 on in steps of dx, dy.
type pass struct{ x0, y0, dx, dy, w, h int }

var adam7 = [7]pass{
	{0, 0, 8, 8, 0, 0}, {4, 0, 8, 8, 0, 0}, {0, 4, 4, 8, 0, 0}, {2, 0, 4, 4, 0, 0},
	{0, 2, 2, 4, 0, 0}, {1, 0, 2, 2, 0, 0}, {0, 1, 1, 2, 0, 0},
}

// passesOf are those that hold pixels.
func passesOf(interlaced bool, w, h int) []pass {
	if !interlaced {
		return []pass{{0, 0, 1, 1, w, h}}
	}
	var out []pass
	for _, p := range adam7 {
		p.w, p.h = (w-p.x0+p.dx-1)/p.dx, (h-p.y0+p.dy-1)/p.dy
		if p.w > 0 && p.h > 0 {
			out = append(out, p)
		}
	}
	return out
}

func (r *reader) interlaced(ctx context.Context, z *inflater, c *canvas, passes []pass) error {
	most := r.rowBytes(r.Width)
	prev, line, wide := make([]byte, most), make([]byte, most), make([]byte, r.Width*c.size)
	for _, p := range passes {
		n := r.rowBytes(p.w)
		clear(prev)
		for y := range p.h {
			if y%checkRows == 0 && ctx.Err() != nil {
				return ctx.Err()
			}
			src, err := z.next(1 + n)
			if err != nil {
				return err
			}
			if err := unfilter(src[0], r.filterDistance(), line, src[1:], prev); err != nil {
				return err
			}
			pixels := line[:n]
			if c.expand != nil {
				pixels = wide[:p.w*c.size]
				c.expand(pixels, line[:n])
			}
			scatter(c.pix[(p.y0+y*p.dy)*c.stride+p.x0*c.size:], pixels, c.size, p.dx)
			prev, line = line, prev
		}
	}
	return nil
}

// scatter puts pixels of size bytes every step pixels.
func scatter(dst, pixels []byte, size, step int) {
	for i, at := 0, 0; i < len(pixels); i, at = i+size, at+size*step {
		copy(dst[at:at+size], pixels[i:])
	}
}
