package codecs

import "math"

// The kinds of input, in the order of an operation's bounds.
const (
	photo       = iota // a JPEG, 4:2:0, whose sides are multiples of 16
	progressive        // a progressive one with odd sides
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
	part   bool   // the upper left part that vips makes is compared, and no more
	why    string // the bounds are not higher
}

const (
	// What a JPEG loses: the result is encoded again, and libvips smooths chroma
	// where it is spread over pixels, which Reverie repeats (57 dB against djpeg
	// -nosmooth, 44 dB against libvips).
	again = "a JPEG is encoded again, and its chroma spread otherwise"
	// Mirrored, odd sides make the pixels that share chroma others.
	pairs   = again + "; with odd sides other pixels share chroma"
	rounded = again + "; halves are rounded otherwise"
)

// operations are those that libvips can do, if need be in several steps.
// vignette is none of them.
var operations = []operation{
	{converter: "flip-horizontal", vips: plain("flip", "horizontal"), bounds: [kinds]float64{53, 42, exact, exact, exact}, why: pairs},
	{converter: "flip-vertical", vips: plain("flip", "vertical"), bounds: [kinds]float64{exact, 42, exact, exact, exact}, why: pairs},
	{converter: "rotate", query: "angle=90", vips: plain("rot", "d90"), bounds: [kinds]float64{55, 42, exact, exact, exact}, why: pairs},
	{converter: "rotate", query: "angle=180", vips: plain("rot", "d180"), bounds: [kinds]float64{53, 41, exact, exact, exact}, why: pairs},
	{converter: "rotate", query: "angle=-90", vips: plain("rot", "d270"), bounds: [kinds]float64{55, 42, exact, exact, exact}, why: pairs},
	{converter: "rotate", query: "angle=30", vips: turned(30), bounds: [kinds]float64{40, 39, 52, 90, 60},
		why: again + "; libvips interpolates in steps, and its borders end otherwise"},
	{converter: "crop", query: "x=21&y=13&width=101&height=71", vips: plain("crop", "21", "13", "101", "71"),
		bounds: [kinds]float64{40, 39, exact, exact, exact}, why: pairs},
	{converter: "resize", query: "width=100", vips: resized(100), bounds: [kinds]float64{39, 38, 57, 62, 53},
		why: again + "; libvips rounds its filter's weights, and the rows between its two passes"},
	{converter: "resize", query: "width=300", vips: resized(300), bounds: [kinds]float64{41, 41, 40, 40, 25},
		why: again + "; libvips enlarges by a cubic filter, Reverie by Lanczos's, which dithered pixels of palettes tell apart"},
	{converter: "grayscale", vips: each(func(l *lab, in string, _ float64) string { return l.luma(in) }),
		bounds: [kinds]float64{exact, exact, 75, 115, exact}, why: "halves are rounded otherwise"},
	{converter: "contrast", query: "contrast=20", vips: linear(1.25, -0.125), bounds: [kinds]float64{47, 47, exact, exact, exact}, why: again},
	{converter: "contrast", query: "contrast=-40", vips: linear(0.6, 0.2), bounds: [kinds]float64{50, 50, exact, exact, exact}, why: again},
	{converter: "brightness", query: "brightness=10", vips: linear(1, 0.1), bounds: [kinds]float64{51, 51, exact, 100, exact}, why: rounded},
	{converter: "invert", vips: each(func(l *lab, in string, _ float64) string { return l.do("invert", in) }),
		bounds: [kinds]float64{52, 52, exact, exact, exact}, why: again},
	{converter: "gamma", query: "gamma=1.5", vips: gamma(1.5), bounds: [kinds]float64{47, 47, exact, 115, exact}, why: rounded},
	{converter: "saturation", query: "saturation=50", vips: saturated(1.5), bounds: [kinds]float64{45, 45, 70, 95, 80}, why: rounded},
	{converter: "sepia", vips: matrix([]float64{0.393, 0.769, 0.189}, []float64{0.349, 0.686, 0.168}, []float64{0.272, 0.534, 0.131}),
		bounds: [kinds]float64{47, 47, 75, 100, exact}, why: rounded},
	{converter: "posterize", query: "levels=4", vips: posterized(4), bounds: [kinds]float64{28, 28, exact, exact, exact},
		why: again + ", which a step between levels makes large"},
	{converter: "auto-levels", vips: levelled(0.5), bounds: [kinds]float64{43, 43, exact, 80, exact},
		why: again + "; libvips finds the ends among 65536 steps only"},
	{converter: "blur", query: "sigma=3", vips: blurred(3), bounds: [kinds]float64{48, 48, 90, 115, 88}, margin: 9,
		why: rounded + "; at the borders libvips goes on with the last pixel, Reverie blurs what lies inside"},
	{converter: "sharpen", query: "sigma=1.5&amount=80", vips: sharpened(1.5, 0.8), bounds: [kinds]float64{50, 50, 70, 85, 65}, margin: 5,
		why: rounded + "; the borders as of blur"},
	{converter: "edges", query: "strength=200", vips: edges(2), bounds: [kinds]float64{44, 44, 75, 110, exact}, why: rounded},
	{converter: "pixelate", query: "size=16", vips: pixelated(16), part: true, bounds: [kinds]float64{42, 41, exact, exact, exact}, why: again},
	{converter: "recipe", query: "recipe=grayscale,contrast:20,flip-horizontal", vips: func(l *lab, in string, top float64) string {
		return l.do("flip", linear(1.25, -0.125)(l, l.colours(in, l.luma), top), "horizontal")
	}, bounds: [kinds]float64{52, 44, 75, 115, exact}, why: rounded},
}

// formats are written by the converter and only read by vips.
var formats = []operation{
	{converter: "format", query: "format=png", vips: plain("copy"), bounds: [kinds]float64{43, 43, exact, exact, exact}, why: again},
	{converter: "format", query: "format=tiff", vips: plain("copy"), bounds: [kinds]float64{43, 43, exact, exact, exact}, why: again},
	{converter: "format", query: "format=bmp", vips: flattened, bounds: [kinds]float64{43, 43, 51, exact, exact}, why: again + "; libvips lays on white in whole steps"},
	{converter: "format", query: "format=jpeg", vips: flattened, bounds: [kinds]float64{exact, exact, 40, 37, 22},
		why: "JPEG of quality 85 loses much of what is dithered"},
	{converter: "format", query: "format=webp", vips: plain("copy"), bounds: [kinds]float64{40, 40, exact, exact, exact}, why: "what was lossy becomes lossy: " + again},
	{converter: "format", query: "format=gif", vips: opaque, bounds: [kinds]float64{32, 32, 38, 32, exact}, why: "a GIF has 256 colours"},
}
