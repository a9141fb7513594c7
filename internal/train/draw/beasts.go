package draw

import "math"

// fox makes a fox's face: large pointed ears, a narrow muzzle, white cheeks.
func fox(d dice, w float64) (shader, float64) {
	f := newFace(d, w)
	f.coat, f.pale, f.dark = d.near(0.05, 0.015, 0.85, 0.85), white, rgb{0.12, 0.07, 0.06}
	if d.chance(0.3) { // a wolf
		f.coat, f.dark = d.near(0.6, 0.1, 0.1, 0.5), rgb{0.2, 0.2, 0.22}
	}
	f.skin = rgb{0.3, 0.2, 0.2}
	f.wide, f.tall, f.jawY, f.jawW, f.jawH = d.f(0.62, 0.7), 0.5, 0.36, d.f(0.22, 0.3), d.f(0.4, 0.48)
	f.ears = ear{0.42, -0.38, d.f(0.56, 0.7), d.f(-1.08, -0.95), 0.24, 0.03, false, 0.62}
	f.snoutY, f.snoutW, f.snoutH, f.snoutUp = 0.44, d.f(0.2, 0.25), d.f(0.22, 0.26), 0.5
	f.noseY, f.noseW, f.noseH = -0.02, d.f(0.1, 0.13), d.f(0.08, 0.1)
	f.round(d, d.f(0.26, 0.31), d.f(-0.1, -0.04), d.f(0.11, 0.15))
	f.eyes.iris, f.eyes.inner = d.near(0.11, 0.03, 0.9, 0.8), d.near(0.14, 0.02, 0.7, 0.95)
	f.slant, f.shaggy = d.f(0.25, 0.45), 0.09
	f.mark = func(f *face, x, y float64, c rgb, strand float64) rgb {
		ax := math.Abs(x)
		cheek := 0.12 + 0.05*strand - (y-0.55*(0.5-ax)*(0.5-ax)*4+0.02)*0.9
		c = mix(c, f.pale, cover(cheek, 0.08)*smooth(0.12, 0.2, ax))
		return mix(c, f.dark, 0.5*smooth(0.12, 0.02, math.Abs(ax-0.2+0.2*y))*smooth(0, 0.2, y))
	}
	return f.at, 1.15
}

// bear makes a bear's or a panda's face: small round ears, small eyes.
func bear(d dice, w float64) (shader, float64) {
	f := newFace(d, w)
	f.coat, f.pale, f.dark = d.near(0.06, 0.02, 0.5, 0.4), d.near(0.08, 0.02, 0.4, 0.75), d.near(0.05, 0.02, 0.4, 0.15)
	panda := d.chance(0.35)
	koala := !panda && d.chance(0.4)
	switch {
	case panda:
		f.coat, f.pale, f.dark = white, white, rgb{0.07, 0.06, 0.07}
	case koala:
		f.coat, f.pale, f.dark = d.near(0.62, 0.06, 0.1, 0.6), d.near(0.6, 0.1, 0.05, 0.85), rgb{0.2, 0.2, 0.23}
	}
	f.skin = mix(f.dark, f.pale, 0.4)
	f.wide, f.tall, f.jawY, f.jawW, f.jawH = d.f(0.7, 0.78), d.f(0.6, 0.66), 0.32, d.f(0.52, 0.62), d.f(0.38, 0.44)
	f.ears = ear{0.58, -0.55, 0.62, -0.6, d.f(0.18, 0.24), d.f(0.18, 0.24), false, 0.55}
	f.snoutY, f.snoutW, f.snoutH, f.snoutUp = 0.34, d.f(0.28, 0.34), d.f(0.22, 0.26), d.f(0.35, 0.5)
	f.noseY, f.noseW, f.noseH = -0.14, d.f(0.14, 0.18), d.f(0.09, 0.12)
	f.round(d, d.f(0.26, 0.31), d.f(-0.14, -0.06), d.f(0.1, 0.15))
	f.eyes.iris, f.eyes.inner = d.near(0.07, 0.02, 0.7, 0.3), d.near(0.07, 0.02, 0.7, 0.5)
	f.shaggy = d.f(0.06, 0.1)
	if koala {
		f.ears = ear{0.72, -0.42, 0.78, -0.44, 0.29, 0.29, false, 0.65}
		f.noseW, f.noseH, f.noseY = 0.16, 0.24, -0.2
		f.snoutW, f.snoutH = 0.26, 0.3
	}
	f.mark = func(f *face, x, y float64, c rgb, strand float64) rgb {
		if !panda {
			return c
		}
		patch, _ := taper(math.Abs(x), y, f.eyeX-0.03, f.eyeY-0.04, f.eyeX+0.1, f.eyeY+0.14, 0.16, 0.14)
		return mix(c, f.dark, cover(patch-0.03*strand, 0.04))
	}
	return f.at, 1.1
}

// monkey makes an ape's face: bare skin around the eyes and the mouth.
func monkey(d dice, w float64) (shader, float64) {
	f := newFace(d, w)
	f.coat, f.dark = d.near(0.06, 0.03, 0.5, d.f(0.15, 0.55)), rgb{0.1, 0.06, 0.05}
	f.pale = d.near(0.06, 0.02, 0.4, d.f(0.45, 0.85))
	f.skin, f.nose = f.pale, f.pale.times(0.6)
	f.wide, f.tall, f.jawY, f.jawW, f.jawH = d.f(0.6, 0.68), d.f(0.62, 0.7), 0.38, d.f(0.46, 0.54), d.f(0.4, 0.46)
	f.ears = ear{0.72, -0.12, 0.78, -0.06, 0.2, 0.2, false, 0.65}
	f.snoutY, f.snoutW, f.snoutH, f.snoutUp = 0.4, d.f(0.4, 0.46), d.f(0.26, 0.32), 0.4
	f.noseY, f.noseW, f.noseH = -0.16, d.f(0.13, 0.17), d.f(0.08, 0.1)
	f.round(d, d.f(0.21, 0.26), d.f(-0.16, -0.1), d.f(0.12, 0.16))
	f.eyes.iris, f.eyes.inner = d.near(0.07, 0.02, 0.8, 0.45), d.near(0.08, 0.02, 0.8, 0.7)
	f.brow = 0
	f.mark = func(f *face, x, y float64, c rgb, strand float64) rgb {
		ax := math.Abs(x)
		bare := blend(ellipse(ax-0.22, y+0.12, 0.26, 0.27), ellipse(x, y-0.35, 0.45, 0.4), 0.15) - 0.02*strand
		skin := f.pale.times(0.95 - 0.2*smooth(0.1, 0, math.Abs(y+0.34))*smooth(0.5, 0.2, ax))
		return mix(c, skin, cover(bare, 0.05))
	}
	return f.at, 1.1
}

// lion makes a lion's face in its mane.
func lion(d dice, w float64) (shader, float64) {
	f := newFace(d, w)
	f.coat, f.pale, f.dark = d.near(0.095, 0.015, 0.6, 0.85), d.near(0.11, 0.02, 0.2, 0.95), rgb{0.2, 0.1, 0.05}
	f.mane, f.maned = d.near(0.06, 0.03, 0.75, d.f(0.3, 0.65)), true
	f.skin, f.nose = rgb{0.8, 0.55, 0.45}, rgb{0.5, 0.25, 0.22}
	f.wide, f.tall, f.jawY, f.jawW, f.jawH = d.f(0.5, 0.56), 0.52, 0.34, d.f(0.4, 0.46), d.f(0.36, 0.42)
	f.ears = ear{0.46, -0.52, 0.5, -0.58, 0.16, 0.14, false, 0.6}
	f.snoutY, f.snoutW, f.snoutH, f.snoutUp = 0.34, d.f(0.26, 0.3), d.f(0.2, 0.24), 0.4
	f.noseY, f.noseW, f.noseH = -0.18, d.f(0.15, 0.18), d.f(0.08, 0.1)
	f.round(d, d.f(0.23, 0.27), d.f(-0.16, -0.1), d.f(0.1, 0.14))
	f.eyes.iris, f.eyes.inner = d.near(0.11, 0.03, 0.85, 0.75), d.near(0.13, 0.03, 0.6, 0.95)
	f.eyes.pupil = f.eyeR * 0.4
	f.slant, f.whiskers, f.brow = d.f(0.1, 0.3), true, 1.2
	f.mark = func(f *face, x, y float64, c rgb, strand float64) rgb {
		bridge := math.Abs(x) - 0.13 - 0.1*max(0, -y)
		c = mix(c, f.dark, 0.35*smooth(0.08, 0, math.Abs(bridge))*smooth(-0.5, -0.1, y))
		return mix(c, f.pale, 0.7*smooth(0.4, 0.6, y))
	}
	return f.at, 1.15
}

// rabbit makes a rabbit's face: long ears that stand, eyes at the sides.
func rabbit(d dice, w float64) (shader, float64) {
	const small = 1.35 // the head is smaller than others, for the ears' sake
	f := newFace(d, w*small)
	f.coat, f.pale, f.dark = d.near(0.07, 0.03, d.f(0.05, 0.45), d.f(0.4, 0.95)), white, d.near(0.06, 0.03, 0.3, 0.3)
	f.skin, f.nose = rgb{0.95, 0.65, 0.65}, rgb{0.85, 0.45, 0.5}
	f.wide, f.tall, f.jawY, f.jawW, f.jawH = d.f(0.56, 0.64), 0.56, 0.32, d.f(0.44, 0.52), d.f(0.36, 0.42)
	f.ears = ear{0.26, -0.5, d.f(0.26, 0.55), -1.5, 0.17, 0.13, false, 0.6}
	f.snoutY, f.snoutW, f.snoutH, f.snoutUp = 0.32, d.f(0.24, 0.28), d.f(0.17, 0.2), 0.25
	f.noseY, f.noseW, f.noseH = -0.12, d.f(0.09, 0.12), d.f(0.06, 0.08)
	f.round(d, d.f(0.34, 0.4), d.f(-0.14, -0.06), d.f(0.14, 0.18))
	f.eyes.iris, f.eyes.inner = d.near(0.06, 0.04, 0.8, 0.35), d.near(0.07, 0.03, 0.7, 0.6)
	f.whiskers = true
	blaze := d.f(0, 0.2)
	f.mark = func(f *face, x, y float64, c rgb, strand float64) rgb {
		return mix(c, f.pale, 0.8*cover(math.Abs(x)-blaze*(1-y)+0.04*strand, 0.1))
	}
	return func(x, y float64) spot {
		p := f.at(x*small, (y-0.3)*small)
		p.h /= small
		return p
	}, 1.1
}
