package draw

import "math"

// dog makes a dog's face: ears that hang, a long muzzle, a large nose.
func dog(d dice, w float64) (shader, float64) {
	f := newFace(d, w)
	f.coat, f.pale, f.dark = d.near(0.07, 0.03, 0.55, 0.6), d.near(0.09, 0.03, 0.2, 0.9), d.near(0.06, 0.03, 0.5, 0.2)
	switch d.IntN(4) {
	case 0:
		f.coat, f.dark = white.times(0.9), d.near(0.06, 0.03, 0.5, 0.25)
	case 1:
		f.coat, f.pale = rgb{0.2, 0.18, 0.18}, d.near(0.08, 0.02, 0.6, 0.75)
	}
	f.skin = rgb{0.8, 0.5, 0.45}
	f.wide, f.tall, f.jawY, f.jawW, f.jawH = d.f(0.55, 0.66), d.f(0.56, 0.66), d.f(0.3, 0.42), d.f(0.36, 0.48), d.f(0.36, 0.46)
	f.ears = ear{0.48, -0.48, d.f(0.72, 0.88), d.f(0.1, 0.5), 0.17, d.f(0.15, 0.24), true, 0}
	if d.chance(0.3) {
		f.ears = ear{0.42, -0.42, d.f(0.5, 0.62), -0.98, 0.24, 0.05, false, 0.6}
	}
	f.snoutY, f.snoutW, f.snoutH, f.snoutUp = 0.32, d.f(0.3, 0.38), d.f(0.24, 0.3), d.f(0.3, 0.5)
	f.noseY, f.noseW, f.noseH = -0.16, d.f(0.15, 0.2), d.f(0.1, 0.14)
	f.round(d, d.f(0.26, 0.32), d.f(-0.18, -0.1), d.f(0.12, 0.18))
	f.eyes.iris, f.eyes.inner = d.near(0.07, 0.03, 0.8, 0.45), d.near(0.09, 0.02, 0.7, 0.7)
	f.slant, f.tongue = d.f(-0.2, 0.15), d.chance(0.4)
	patch, blaze := d.f(-1, 1), d.f(0, 0.16)
	f.mark = func(f *face, x, y float64, c rgb, strand float64) rgb {
		eyes := ellipse(math.Abs(x-0.02*patch)-f.eyeX, y-f.eyeY, 0.22, 0.26) - 0.04*strand
		if patch > 0 || x > 0 {
			c = mix(c, f.dark.times(1.2), 0.9*cover(eyes, 0.1))
		}
		return mix(c, f.pale, cover(math.Abs(x)-blaze*(1-0.6*y)+0.05*strand, 0.08)*smooth(-0.75, -0.6, y)*min(1, blaze*20))
	}
	return f.at, 1.12
}

// cat makes a cat's face: pointed ears, large eyes, whiskers, tabby stripes.
func cat(d dice, w float64) (shader, float64) {
	f := newFace(d, w)
	f.coat, f.pale, f.dark = d.near(0.08, 0.03, 0.5, 0.65), white, d.near(0.06, 0.03, 0.4, 0.18)
	switch d.IntN(5) {
	case 0:
		f.coat, f.pale = rgb{0.17, 0.16, 0.18}, rgb{0.3, 0.28, 0.3}
	case 1:
		f.coat = d.near(0.6, 0.1, 0.08, 0.6)
	}
	f.skin, f.nose = rgb{0.9, 0.6, 0.6}, pick(d, rgb{0.8, 0.4, 0.42}, rgb{0.2, 0.1, 0.1})
	f.wide, f.tall, f.jawY, f.jawW, f.jawH = d.f(0.66, 0.74), d.f(0.54, 0.62), 0.28, d.f(0.5, 0.6), d.f(0.34, 0.42)
	f.ears = ear{0.46, -0.42, d.f(0.6, 0.72), d.f(-0.98, -0.88), 0.25, 0.03, false, 0.62}
	f.snoutY, f.snoutW, f.snoutH, f.snoutUp = 0.32, d.f(0.23, 0.28), d.f(0.14, 0.18), d.f(0.15, 0.25)
	f.noseY, f.noseW, f.noseH = -0.11, d.f(0.08, 0.11), d.f(0.06, 0.08)
	f.round(d, d.f(0.29, 0.34), d.f(-0.12, -0.05), d.f(0.17, 0.23))
	h := pick(d, 0.13, 0.28, 0.55, 0.1)
	f.eyes.iris, f.eyes.inner = d.near(h, 0.03, 0.75, 0.85), d.near(h-0.04, 0.03, 0.7, 0.95)
	f.eyes.slit, f.eyes.pupil = d.f(0.2, 0.7), f.eyeR*0.75
	f.slant, f.whiskers = d.f(0.1, 0.35), true
	tabby := d.f(0, 1)
	f.mark = func(f *face, x, y float64, c rgb, strand float64) rgb {
		return tabbyMarks(f, x, y, c, strand, tabby, 6)
	}
	return f.at, 1.12
}

// tabbyMarks are stripes over the brow and beside the cheeks.
func tabbyMarks(f *face, x, y float64, c rgb, strand, strength, count float64) rgb {
	ax := math.Abs(x)
	bend := 0.06*strand + 0.1*noise(ax*4, y*4, f.seed+4)
	brow := wave(ax*count*0.55+0.5+bend-0.25*y) - 0.33 - 0.5*smooth(-0.3, -0.12, y)
	cheek := wave((y+0.35*ax)*count*0.5+bend) - 0.3 - 0.9*smooth(0.62, 0.42, ax)
	k := max(cover(brow*0.2, 0.06), cover(cheek*0.2, 0.06)*smooth(-0.3, -0.1, y))
	c = mix(c, f.pale, 0.7*smooth(0.3, 0.55, y+0.2*ax))
	return mix(c, f.dark, strength*k*(1-0.8*smooth(0.3, 0.5, y)))
}

// tiger makes a big cat's face: round ears, strong stripes, pale cheeks.
func tiger(d dice, w float64) (shader, float64) {
	f := newFace(d, w)
	f.coat, f.pale, f.dark = d.near(0.075, 0.015, 0.85, 0.95), white, rgb{0.06, 0.04, 0.04}
	if d.chance(0.2) {
		f.coat = white.times(0.93)
	}
	f.skin, f.nose = rgb{0.8, 0.55, 0.5}, rgb{0.75, 0.38, 0.36}
	f.wide, f.tall, f.jawY, f.jawW, f.jawH = 0.66, 0.6, 0.36, d.f(0.52, 0.6), d.f(0.38, 0.45)
	f.ears = ear{0.5, -0.5, 0.56, -0.62, 0.2, 0.17, false, 0.6}
	f.snoutY, f.snoutW, f.snoutH, f.snoutUp = 0.36, d.f(0.28, 0.34), d.f(0.2, 0.24), 0.35
	f.noseY, f.noseW, f.noseH = -0.18, d.f(0.14, 0.17), d.f(0.08, 0.1)
	f.round(d, d.f(0.27, 0.31), d.f(-0.14, -0.08), d.f(0.12, 0.16))
	f.eyes.iris, f.eyes.inner = d.near(0.13, 0.03, 0.8, 0.85), d.near(0.15, 0.03, 0.5, 0.95)
	f.eyes.pupil = f.eyeR * 0.4
	f.slant, f.whiskers, f.brow = d.f(0.1, 0.3), true, 1.4
	f.mark = func(f *face, x, y float64, c rgb, strand float64) rgb { return tabbyMarks(f, x, y, c, strand, 1, 8) }
	return f.at, 1.12
}
