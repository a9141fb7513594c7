package codecs

import (
	"fmt"
	"math"
)

// What vips makes of a picture, for each operation.

func each(f func(l *lab, in string, top float64) string) func(*lab, string, float64) string {
	return func(l *lab, in string, top float64) string {
		return l.colours(in, func(in string) string { return f(l, in, top) })
	}
}

func plain(name string, args ...string) func(*lab, string, float64) string {
	return func(l *lab, in string, _ float64) string { return l.do(name, in, args...) }
}

func linear(k, offset float64) func(*lab, string, float64) string {
	return each(func(l *lab, in string, top float64) string { return l.linear(in, k, offset*top) })
}

func matrix(rows ...[]float64) func(*lab, string, float64) string {
	return each(func(l *lab, in string, _ float64) string { return l.recomb(in, rows...) })
}

func gaussian(l *lab, in string, sigma float64) string {
	return l.do("gaussblur", in, fmt.Sprint(sigma), "--precision", "float", "--min-ampl", "0.01")
}

func flattened(l *lab, in string, top float64) string {
	if l.read(in).bands%2 == 1 {
		return in
	}
	return l.do("flatten", in, "--background", fmt.Sprint(top))
}

// opaque is what can be seen through by half or more left out, and the rest not
// seen through at all.
func opaque(l *lab, in string, top float64) string {
	if l.read(in).bands%2 == 1 {
		return in
	}
	seen := l.do("relational_const", l.do("extract_band", in, "3"), "moreeq", "128")
	out := l.file("v", nil)
	l.run("bandjoin", l.do("extract_band", in, "0", "--n", "3")+" "+seen, out)
	return out
}

func resized(width int) func(*lab, string, float64) string {
	return func(l *lab, in string, _ float64) string {
		r := l.read(in)
		height := math.Round(float64(r.h*width) / float64(r.w))
		return l.weighted(in, func(in string) string {
			return l.do("resize", in, fmt.Sprint(float64(width)/float64(r.w)), "--vscale", fmt.Sprint(height/float64(r.h)), "--gap", "0")
		})
	}
}

// turned turns about the middle onto a canvas that holds all of the picture.
func turned(degrees float64) func(*lab, string, float64) string {
	return func(l *lab, in string, top float64) string {
		r := l.read(in)
		sin, cos := math.Sincos(degrees * math.Pi / 180)
		w := math.Ceil(float64(r.w)*math.Abs(cos) + float64(r.h)*math.Abs(sin) - 0.01)
		h := math.Ceil(float64(r.w)*math.Abs(sin) + float64(r.h)*math.Abs(cos) - 0.01)
		out := l.file("v", nil)
		middle := func(n float64) string { return fmt.Sprint((n - 1) / 2) }
		back := func(n float64) string { return fmt.Sprint((1 - n) / 2) }
		l.run("affine", in, out, fmt.Sprint(cos, -sin, sin, cos), "--interpolate", "bilinear", "--background", fmt.Sprint(top),
			"--oarea", fmt.Sprint(0, 0, int(w), int(h)), "--idx="+back(float64(r.w)), "--idy="+back(float64(r.h)), "--odx="+middle(w), "--ody="+middle(h))
		return out
	}
}

func gamma(exponent float64) func(*lab, string, float64) string {
	return each(func(l *lab, in string, top float64) string {
		return l.linear(l.do("gamma", l.linear(in, 1/top, 0), "--exponent", fmt.Sprint(exponent)), top, 0)
	})
}

func saturated(k float64) func(*lab, string, float64) string {
	y := [3]float64{0.299 * (1 - k), 0.587 * (1 - k), 0.114 * (1 - k)}
	return matrix([]float64{y[0] + k, y[1], y[2]}, []float64{y[0], y[1] + k, y[2]}, []float64{y[0], y[1], y[2] + k})
}

func posterized(levels int) func(*lab, string, float64) string {
	return each(func(l *lab, in string, top float64) string {
		n := float64(levels - 1)
		return l.linear(l.do("round", l.linear(in, n/top, 0), "rint"), top/n, 0)
	})
}

// levelled stretches luma between the values beyond which a share of the pixels
// lies.
func levelled(percent float64) func(*lab, string, float64) string {
	return each(func(l *lab, in string, top float64) string {
		// Of 8 bits its cumulative histogram has 256 steps only.
		finer := 65535 / top
		luma := l.do("cast", l.linear(l.luma(in), finer, 0), "ushort")
		var low, high float64
		_, _ = fmt.Sscan(l.run("percent", luma, fmt.Sprint(percent)), &low)
		_, _ = fmt.Sscan(l.run("percent", luma, fmt.Sprint(100-percent)), &high)
		k := 65535 / (high - low)
		return l.linear(in, k, -k*low/finer)
	})
}

func blurred(sigma float64) func(*lab, string, float64) string {
	return func(l *lab, in string, _ float64) string {
		return l.weighted(in, func(in string) string { return gaussian(l, l.float(in), sigma) })
	}
}

// sharpened adds to the colours how far luma is from the blurred one.
func sharpened(sigma, amount float64) func(*lab, string, float64) string {
	return func(l *lab, in string, _ float64) string {
		gray := l.colours(in, func(in string) string { return l.recomb(in, []float64{0.299, 0.587, 0.114}) })
		soft := l.weighted(gray, func(in string) string { return gaussian(l, in, sigma) })
		detail := l.two("subtract", l.do("extract_band", gray, "0"), l.do("extract_band", soft, "0"))
		return l.colours(in, func(in string) string { return l.two("add", in, l.linear(detail, amount, 0)) })
	}
}

// edges are of the luma that can be seen. The sobel operation adds |gx| and |gy|,
// so they are convolved one by one.
func edges(strength float64) func(*lab, string, float64) string {
	return func(l *lab, in string, _ float64) string {
		seen := l.colours(in, func(in string) string { return l.luma(in) })
		if l.read(in).bands == 4 {
			seen = l.do("premultiply", seen)
		}
		seen = l.float(l.do("extract_band", seen, "0"))
		square := func(mask string) string {
			g := l.do("conv", seen, mask, "--precision", "float")
			return l.two("multiply", g, g)
		}
		across := l.matrix([]float64{-1, 0, 1}, []float64{-2, 0, 2}, []float64{-1, 0, 1})
		down := l.matrix([]float64{-1, -2, -1}, []float64{0, 0, 0}, []float64{1, 2, 1})
		sum := l.two("add", square(across), square(down))
		drawn := l.linear(l.do("math2_const", sum, "pow", "0.5"), strength/4, 0)
		return l.colours(in, func(string) string { return drawn })
	}
}

// pixelated leaves out what is no whole square.
func pixelated(size int) func(*lab, string, float64) string {
	return func(l *lab, in string, _ float64) string {
		n, r := fmt.Sprint(size), l.read(in)
		in = l.do("crop", in, "0", "0", fmt.Sprint(r.w/size*size), fmt.Sprint(r.h/size*size))
		return l.do("zoom", l.weighted(in, func(in string) string { return l.do("shrink", l.float(in), n, n) }), n, n)
	}
}
