package codecs

import (
	"fmt"
	"math"
)

// The kinds of input, in the order of an operation's bounds.
const (
	photo       = iota // a baseline JPEG, 4:2:0
	progressive        // the same
	translucent        // PNG with alpha
	deep               // PNG of 16 bits
	palette            // PNG
	kinds
)

// exact is a bound that only equal pictures reach.
var exact = math.Inf(1)

// operation is a converter and what vips does for it.
type operation struct {
	converter, query string
	// vips makes the result that is expected. top is the largest value: 255, or
	// 65535 for 16 bits.
	vips func(l *lab, in string, top float64) string
	// bounds are the least PSNR for each kind of input, in dB.
	bounds [kinds]float64
	margin int    // pixels at the borders that are not compared
	why    string // the bounds are not higher
}

const (
	jpeg    = "a JPEG is encoded again"
	rounded = "one last bit is rounded otherwise"
)

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

// operations are those that libvips can do, if need be in several steps.
// vignette is none of them.
var operations = []operation{
	{converter: "flip-horizontal", vips: plain("flip", "horizontal"), bounds: [kinds]float64{50, 50, exact, exact, exact}, why: jpeg},
	{converter: "flip-vertical", vips: plain("flip", "vertical"), bounds: [kinds]float64{50, 50, exact, exact, exact}, why: jpeg},
	{converter: "rotate", query: "angle=90", vips: plain("rot", "d90"), bounds: [kinds]float64{50, 50, exact, exact, exact}, why: jpeg},
	{converter: "rotate", query: "angle=180", vips: plain("rot", "d180"), bounds: [kinds]float64{50, 50, exact, exact, exact}, why: jpeg},
	{converter: "rotate", query: "angle=-90", vips: plain("rot", "d270"), bounds: [kinds]float64{50, 50, exact, exact, exact}, why: jpeg},
	{converter: "rotate", query: "angle=30", vips: turned(30), bounds: [kinds]float64{30, 30, 40, 40, 40}, margin: 0, why: "TODO"},
	{converter: "crop", query: "x=21&y=13&width=101&height=71", vips: plain("crop", "21", "13", "101", "71"), bounds: [kinds]float64{40, 40, exact, exact, exact}, why: jpeg},
	{converter: "resize", query: "width=100", vips: resized(100), bounds: [kinds]float64{35, 35, 45, 45, 45}, why: "TODO"},
	{converter: "resize", query: "width=300", vips: resized(300), bounds: [kinds]float64{35, 35, 45, 45, 45}, why: "TODO"},
	{converter: "grayscale", vips: each(func(l *lab, in string, _ float64) string { return l.luma(in) }), bounds: [kinds]float64{50, 50, exact, exact, exact}, why: jpeg},
	{converter: "contrast", query: "contrast=20", vips: linear(1.25, -0.125), bounds: [kinds]float64{40, 40, exact, exact, exact}, why: jpeg},
	{converter: "contrast", query: "contrast=-40", vips: linear(0.6, 0.2), bounds: [kinds]float64{40, 40, exact, exact, exact}, why: jpeg},
	{converter: "brightness", query: "brightness=10", vips: linear(1, 0.1), bounds: [kinds]float64{40, 40, exact, exact, exact}, why: jpeg},
	{converter: "invert", vips: each(func(l *lab, in string, _ float64) string { return l.do("invert", in) }), bounds: [kinds]float64{50, 50, exact, exact, exact}, why: jpeg},
	{converter: "gamma", query: "gamma=1.5", vips: each(func(l *lab, in string, _ float64) string { return l.do("gamma", in, "--exponent", "1.5") }), bounds: [kinds]float64{40, 40, exact, exact, exact}, why: jpeg},
	{converter: "saturation", query: "saturation=50", vips: saturated(1.5), bounds: [kinds]float64{40, 40, 58, 58, 58}, why: jpeg + "; " + rounded},
	{converter: "sepia", vips: matrix([]float64{0.393, 0.769, 0.189}, []float64{0.349, 0.686, 0.168}, []float64{0.272, 0.534, 0.131}), bounds: [kinds]float64{40, 40, 58, 58, 58}, why: jpeg + "; " + rounded},
	{converter: "posterize", query: "levels=4", vips: posterized(4), bounds: [kinds]float64{20, 20, exact, exact, exact}, why: jpeg},
	{converter: "auto-levels", vips: levelled(0.5), bounds: [kinds]float64{40, 40, 58, 58, 58}, why: "TODO"},
	{converter: "blur", query: "sigma=3", vips: blurred(3), bounds: [kinds]float64{40, 40, 50, 50, 50}, margin: 9, why: "TODO"},
	{converter: "sharpen", query: "sigma=1.5&amount=80", vips: sharpened(1.5, 0.8), bounds: [kinds]float64{38, 38, 45, 45, 45}, margin: 5, why: "TODO"},
	{converter: "edges", query: "strength=200", vips: edges(2), bounds: [kinds]float64{30, 30, 45, 45, 45}, margin: 1, why: "TODO"},
	{converter: "pixelate", query: "size=16", vips: pixelated(16), bounds: [kinds]float64{40, 40, 55, 55, 55}, why: "TODO"},
	{converter: "recipe", query: "recipe=grayscale,contrast:20,flip-horizontal", vips: each(func(l *lab, in string, top float64) string {
		return l.do("flip", l.linear(l.luma(in), 1.25, -0.125*top), "horizontal")
	}), bounds: [kinds]float64{40, 40, exact, exact, exact}, why: jpeg},
}

// formats are written by the converter and only read by vips.
var formats = []operation{
	{converter: "format", query: "format=png", vips: plain("copy"), bounds: [kinds]float64{40, 40, exact, exact, exact}, why: jpeg},
	{converter: "format", query: "format=tiff", vips: plain("copy"), bounds: [kinds]float64{40, 40, exact, exact, exact}, why: jpeg},
	{converter: "format", query: "format=bmp", vips: flattened, bounds: [kinds]float64{40, 40, 50, 50, exact}, why: jpeg},
	{converter: "format", query: "format=jpeg", vips: flattened, bounds: [kinds]float64{50, 50, 35, 35, 30}, why: jpeg},
	{converter: "format", query: "format=gif", vips: plain("copy"), bounds: [kinds]float64{30, 30, 20, 30, exact}, why: "255 colours"},
}

func flattened(l *lab, in string, top float64) string {
	if l.read(in).bands%2 == 1 {
		return in
	}
	return l.do("flatten", in, "--background", fmt.Sprint(top))
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
		kind := "uchar"
		if top > 255 {
			kind = "ushort"
		}
		luma := l.do("cast", l.luma(in), kind)
		var low, high float64
		_, _ = fmt.Sscan(l.run("percent", luma, fmt.Sprint(percent)), &low)
		_, _ = fmt.Sscan(l.run("percent", luma, fmt.Sprint(100-percent)), &high)
		k := top / (high - low)
		return l.linear(in, k, -k*low)
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

func edges(strength float64) func(*lab, string, float64) string {
	return each(func(l *lab, in string, _ float64) string {
		return l.linear(l.do("sobel", l.float(l.luma(in))), strength/4, 0)
	})
}

func pixelated(size int) func(*lab, string, float64) string {
	return func(l *lab, in string, _ float64) string {
		n := fmt.Sprint(size)
		r := l.read(in)
		across, down := fmt.Sprint((r.w+size-1)/size*size), fmt.Sprint((r.h+size-1)/size*size)
		whole := l.do("zoom", l.weighted(in, func(in string) string { return l.do("shrink", l.do("embed", l.float(in), "0", "0", across, down, "--extend", "copy"), n, n) }), n, n)
		return l.do("crop", whole, "0", "0", fmt.Sprint(r.w), fmt.Sprint(r.h))
	}
}
