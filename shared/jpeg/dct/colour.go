package dct

// ToYCC converts len(y) pixels of four bytes, red, green, blue and one that is
// not looked at, to samples of YCbCr (JFIF), as color.RGBToYCbCr does.
func ToYCC(y, cb, cr, rgbx []byte) {
	n := len(y)
	cb, cr, rgbx = cb[:n], cr[:n], rgbx[:4*n]
	i := 0
	if fast() {
		i = toYCCFast(y, cb, cr, rgbx)
	}
	for ; i < n; i++ {
		r, g, b := int32(rgbx[4*i]), int32(rgbx[4*i+1]), int32(rgbx[4*i+2])
		y[i] = byte((19595*r + 38470*g + 7471*b + 1<<15) >> 16)
		cb[i] = clamp((257<<15 - 11056*r - 21712*g + 32768*b) >> 16)
		cr[i] = clamp((257<<15 + 32768*r - 27440*g - 5328*b) >> 16)
	}
}

// FromYCC converts len(y) samples of YCbCr to opaque RGBA pixels, as
// color.YCbCrToRGB does.
func FromYCC(rgba, y, cb, cr []byte) {
	n := len(y)
	cb, cr, rgba = cb[:n], cr[:n], rgba[:4*n]
	i := 0
	if fast() {
		i = fromYCCFast(rgba, y, cb, cr)
	}
	for ; i < n; i++ {
		l, b, r := int32(y[i])*0x10101, int32(cb[i])-128, int32(cr[i])-128
		px := rgba[4*i:][:4]
		px[0] = clamp((l + 91881*r) >> 16)
		px[1] = clamp((l - 22554*b - 46802*r) >> 16)
		px[2] = clamp((l + 116130*b) >> 16)
		px[3] = 255
	}
}

func clamp(v int32) byte { return byte(min(max(v, 0), 255)) }
