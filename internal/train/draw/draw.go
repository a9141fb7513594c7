// Package draw draws the pictures that the project's own network is trained
// on: eyes, animal faces, shells, pagodas and more, each from a seed, with Go
// code alone. It needs no data set and no font, and one seed gives one
// picture. It does not train, and it is not meant for drawing anything else:
// what it draws was chosen for what a network that has learnt it dreams of.
package draw

import (
	"image"
	"image/color"
	"math/rand/v2"
)

// class is one kind of picture.
type class struct {
	name  string
	paint func(cv *canvas, d dice)
}

// classes in the order that trained weights depend on: add at the end.
var classes = []class{
	{"eye", paintEyes},
	{"spiral", paintSpirals},
	{"scales", paintTexture(scales)},
	{"arches", paintTexture(arches)},
	{"fur", paintTexture(fur)},
	{"leaves", paintLeaves},
	{"feathers", paintFeathers},
	{"rosettes", paintTexture(rosettes)},
	{"zebra", paintTexture(zebra)},
	{"honeycomb", paintTexture(honeycomb)},
	{"flower", paintFlowers},
	{"face", paintFaces},
	{"bird", paintBirds},
	{"fish", paintFish},
	{"pagoda", paintPagodas},
	{"wheel", paintWheels},
	{"tentacles", paintTentacles},
	{"shell", paintShells},
	{"butterfly", paintButterflies},
	{"bricks", paintTexture(bricks)},
	{"car", paintCars},
	{"sky", paintSky},
	{"bubbles", paintBubbles},
	{"mandala", paintMandalas},
	{"tower", paintTowers},
	{"snake", paintSnakes},
}

// Classes returns the names of the classes. Their order is fixed: the index of
// a name is the class's number in Draw and in trained weights.
func Classes() []string {
	names := make([]string, len(classes))
	for i, c := range classes {
		names[i] = c.name
	}
	return names
}

// Draw draws a picture of a class, size×size pixels, opaque. The same state of
// rng gives the same bytes. It panics where class is none of Classes or size
// is not positive.
func Draw(class int, rng *rand.Rand, size int) *image.NRGBA {
	cv := newCanvas(size)
	defer cv.release()
	d := dice{rng}
	classes[class].paint(cv, d)
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	cv.light(d, img.Pix)
	return img
}

// Sheet draws perClass pictures of every class, size×size pixels each, a row a
// class (two classes share a row), for a person to look at.
func Sheet(seed uint64, perClass, size int) *image.NRGBA {
	const columns, gap = 2, 2
	step := size + gap
	rows := (len(classes) + columns - 1) / columns
	sheet := image.NewNRGBA(image.Rect(0, 0, columns*perClass*step+gap, rows*step+gap))
	for i := 3; i < len(sheet.Pix); i += 4 {
		sheet.Pix[i] = 255
	}
	for c := range classes {
		for k := range perClass {
			img := Draw(c, rand.New(rand.NewPCG(seed, uint64(c*perClass+k))), size)
			x := gap + (c%columns*perClass+k)*step
			y := gap + c/columns*step
			for row := range size {
				copy(sheet.Pix[sheet.PixOffset(x, y+row):], img.Pix[row*img.Stride:(row+1)*img.Stride])
			}
		}
	}
	return sheet
}

// rgb is a colour in display space, each part from 0 to 1.
type rgb struct{ r, g, b float64 }

var (
	black = rgb{0.03, 0.03, 0.04}
	white = rgb{0.97, 0.96, 0.93}
)

// mix goes from a (t = 0) to b (t = 1).
func mix(a, b rgb, t float64) rgb {
	return rgb{a.r + (b.r-a.r)*t, a.g + (b.g-a.g)*t, a.b + (b.b-a.b)*t}
}

// times makes a colour brighter or darker.
func (c rgb) times(k float64) rgb { return rgb{c.r * k, c.g * k, c.b * k} }

// hsv is a colour from hue (in turns), saturation and value.
func hsv(h, s, v float64) rgb {
	channel := func(offset float64) float64 {
		k := fract(h+offset) * 6
		return v - v*s*clamp(min(k, 4-k), 0, 1)
	}
	return rgb{channel(5.0 / 6), channel(3.0 / 6), channel(1.0 / 6)}
}

// nrgba is the colour in bytes.
func (c rgb) nrgba() color.NRGBA {
	part := func(v float64) uint8 { return uint8(clamp(v, 0, 1)*255 + 0.5) }
	return color.NRGBA{part(c.r), part(c.g), part(c.b), 255}
}
