package main

import (
	"fmt"
	"math"
)

// task is one operation, in the words of every contender; an empty word leaves
// that one out.
type task struct {
	name      string
	converter string // Reverie's
	query     string
	sharp     string // JavaScript on p
	vips      string // a command after vips; IN and OUT are replaced
	magick    string // arguments of ImageMagick's convert
	gm        string // of GraphicsMagick's
	jpegtran  string
	ideal     ideal // nil where contenders differ in what the operation is
	all       bool  // also on the variants of a JPEG
	jpegOnly  bool
}

func (t *task) fits(in input) bool { return (in.plain || t.all) && (in.jpeg || !t.jpegOnly) }

var tasks = []*task{
	{name: "gray", converter: "grayscale", sharp: "p.grayscale()", vips: "colourspace IN OUT b-w",
		magick: "-colorspace Gray", gm: "-colorspace Gray", jpegtran: "-grayscale", ideal: perPixel(luma), all: true},
	{name: "flip", converter: "flip-horizontal", sharp: "p.flop()", vips: "flip IN OUT horizontal",
		magick: "-flop", gm: "-flop", jpegtran: "-flip horizontal", ideal: mirrored, all: true},
	{name: "contrast +20", converter: "contrast", query: "contrast=20", sharp: "p.linear(1.25, -31.875)", vips: "linear --uchar -- IN OUT 1.25 -31.875",
		magick: "-function Polynomial 1.25,-0.125", gm: "", ideal: perPixel(linear(1.25, -31.875)), all: true},
	{name: "rotate 90", converter: "rotate", query: "angle=90", sharp: "p.rotate(90)", vips: "rot IN OUT d90",
		magick: "-rotate 90", gm: "-rotate 90", jpegtran: "-rotate 90", ideal: turned, all: true},
	{name: "brightness +10", converter: "brightness", query: "brightness=10", sharp: "p.linear(1, 25.5)", vips: "linear --uchar IN OUT 1 25.5",
		magick: "-evaluate Add 10%", ideal: perPixel(linear(1, 25.5))},
	{name: "invert", converter: "invert", sharp: "p.negate({alpha: false})", vips: "invert IN OUT",
		magick: "-negate", gm: "-negate", ideal: perPixel(linear(-1, 255))},
	{name: "resize 800", converter: "resize", query: "width=800", sharp: "p.resize(800)", vips: "thumbnail IN OUT 800",
		magick: "-resize 800x", gm: "-resize 800x"},
	{name: "crop half", converter: "crop", query: "x=100&y=100&width=1000&height=800", sharp: "p.extract({left: 100, top: 100, width: 1000, height: 800})",
		vips: "crop IN OUT 100 100 1000 800", magick: "-crop 1000x800+100+100 +repage", gm: "-crop 1000x800+100+100"},
	{name: "saturation +50", converter: "saturation", query: "saturation=50", sharp: "p.modulate({saturation: 1.5})", magick: "-modulate 100,150"},
	{name: "gamma 1.5", converter: "gamma", query: "gamma=1.5", sharp: "p.gamma(1.5, 1)", vips: "gamma IN OUT --exponent 1.5", magick: "-gamma 1.5", gm: "-gamma 1.5"},
	{name: "sepia", converter: "sepia", sharp: "p.recomb([[0.393, 0.769, 0.189], [0.349, 0.686, 0.168], [0.272, 0.534, 0.131]])",
		magick: "-color-matrix 0.393,0.769,0.189,0.349,0.686,0.168,0.272,0.534,0.131"},
	{name: "blur 3", converter: "blur", query: "sigma=3", sharp: "p.blur(3)", vips: "gaussblur IN OUT 3", magick: "-blur 0x3", gm: "-blur 0x3"},
	{name: "sharpen", converter: "sharpen", query: "sigma=1", sharp: "p.sharpen({sigma: 1})", vips: "sharpen IN OUT --sigma 1", magick: "-unsharp 0x1", gm: "-unsharp 0x1"},
	{name: "edges", converter: "edges", sharp: "p.grayscale().convolve({width: 3, height: 3, kernel: [-1, -1, -1, -1, 8, -1, -1, -1, -1]})", vips: "sobel IN OUT", magick: "-edge 1", gm: "-edge 1"},
	{name: "pixelate", converter: "pixelate", query: "size=16", magick: "-scale 6.25% -scale 1600%", gm: "-scale 6.25% -scale 1600%"},
	{name: "posterize", converter: "posterize", query: "levels=4", magick: "-posterize 4"},
	{name: "vignette", converter: "vignette", magick: "-vignette 0x40"},
	{name: "auto-levels", converter: "auto-levels", sharp: "p.normalise()", magick: "-normalize", gm: "-normalize"},
}

// The ideal operations on one pixel's red, green and blue, 0 to 255.
func luma(c [3]float64) [3]float64 {
	y := 0.299*c[0] + 0.587*c[1] + 0.114*c[2]
	return [3]float64{y, y, y}
}

func linear(k, offset float64) func([3]float64) [3]float64 {
	return func(c [3]float64) [3]float64 {
		for i, v := range c {
			c[i] = min(max(k*v+offset, 0), 255)
		}
		return c
	}
}

func decibel(squares float64, n int) string {
	if squares == 0 {
		return "∞"
	}
	return fmt.Sprintf("%.1f", 10*math.Log10(255*255*float64(n)/squares))
}
