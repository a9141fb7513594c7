package dream

// Upright turns a canvas as a file stores it to how it is shown, by the EXIF
// orientation (1 to 8): faces are dreamt the right way up.
func (c *Canvas) Upright(orientation int) *Canvas {
	if orientation <= 1 {
		return c
	}
	out := c.turned(orientation)
	out.each(func(v int, row []float32) {
		for u := range out.W {
			x, y := stored(orientation, u, v, c.W, c.H)
			copy(row[3*u:3*u+3], c.Pix[3*(y*c.W+x):])
		}
	})
	return out
}

// Stored is the inverse of Upright.
func (c *Canvas) Stored(orientation int) *Canvas {
	if orientation <= 1 {
		return c
	}
	out := c.turned(orientation)
	c.each(func(v int, row []float32) {
		for u := range c.W {
			x, y := stored(orientation, u, v, out.W, out.H)
			copy(out.Pix[3*(y*out.W+x):][:3], row[3*u:])
		}
	})
	return out
}

// turned is an empty canvas of the other orientation.
func (c *Canvas) turned(orientation int) *Canvas {
	if orientation >= 5 {
		return NewCanvas(c.H, c.W)
	}
	return NewCanvas(c.W, c.H)
}

// stored is where the pixel that is shown at u, v lies in a file's w × h.
func stored(orientation, u, v, w, h int) (x, y int) {
	switch orientation {
	case 2:
		return w - 1 - u, v
	case 3:
		return w - 1 - u, h - 1 - v
	case 4:
		return u, h - 1 - v
	case 5:
		return v, u
	case 6:
		return v, h - 1 - u
	case 7:
		return w - 1 - v, h - 1 - u
	case 8:
		return w - 1 - v, u
	}
	return u, v
}
