package jpeg

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// tool runs a program of libjpeg-turbo (Debian: libjpeg-turbo-progs), which
// these tests need.
func tool(t testing.TB, in []byte, name string, args ...string) []byte {
	t.Helper()
	c := exec.Command(name, args...)
	var out, complaint bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = bytes.NewReader(in), &out, &complaint
	if err := c.Run(); err != nil {
		t.Fatalf("%s %v: %v %s (Debian: apt-get install libjpeg-turbo-progs)", name, args, err, complaint.Bytes())
	}
	return out.Bytes()
}

// scene is a picture with smooth parts, edges, texture and strong colours.
func scene(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	rnd := rand.New(rand.NewPCG(uint64(w), uint64(h)))
	at := func(x, y, f, phase float64) float64 {
		return 128 + 100*math.Sin(f*x/17+phase)*math.Cos(f*y/23+phase/2)
	}
	for y := range h {
		for x := range w {
			fx, fy := float64(x), float64(y)
			n := 12 * rnd.NormFloat64()
			c := color.RGBA{clip(at(fx, fy, 1, 0) + n), clip(at(fx, fy, 1.3, 1) + n), clip(at(fx, fy, 0.7, 2) + n), 255}
			if (x/19+y/29)%5 == 0 {
				c = color.RGBA{clip(250 + n/8), clip(20 + n/8), clip(at(fx, fy, 3, 0)), 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

func clip(v float64) uint8 { return uint8(min(max(math.Round(v), 0), 255)) }

// cjpeg makes a JPEG of a scene.
func cjpeg(t testing.TB, w, h int, args ...string) []byte {
	t.Helper()
	ppm := []byte(fmt.Sprintf("P6\n%d %d\n255\n", w, h))
	m := scene(w, h)
	for i := 0; i < len(m.Pix); i += 4 {
		ppm = append(ppm, m.Pix[i:i+3]...)
	}
	return tool(t, ppm, "cjpeg", args...)
}

// apply does ops with no options.
func apply(t testing.TB, data []byte, ops ...Op) []byte {
	t.Helper()
	out, err := Transform(t.Context(), data, ops, Options{})
	if err != nil {
		t.Fatalf("%v: %v", ops, err)
	}
	return out
}

func decoded(t testing.TB, data []byte) image.Image {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(data))
	if err != nil {
		if dir := os.Getenv("JPEG_FAILED"); dir != "" {
			_ = os.WriteFile(filepath.Join(dir, "failed.jpg"), data, 0o600)
		}
		t.Fatal(err)
	}
	return m
}

// coefficientsOf gives the frame and all coefficients of a file.
func coefficientsOf(t testing.TB, data []byte) (*frame, *planes) {
	t.Helper()
	f, err := parse(data)
	if err != nil {
		t.Fatal(err)
	}
	p, err := f.planes(t.Context(), func(int) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	return f.frame, p
}

// sameCoefficients compares the blocks that hold samples, and the tables.
func sameCoefficients(t *testing.T, got, want []byte) {
	t.Helper()
	gf, gp := coefficientsOf(t, got)
	wf, wp := coefficientsOf(t, want)
	if gf.w != wf.w || gf.h != wf.h || len(gf.comps) != len(wf.comps) {
		t.Fatalf("got %d×%d of %d components, want %d×%d of %d", gf.w, gf.h, len(gf.comps), wf.w, wf.h, len(wf.comps))
	}
	for i := range wf.comps {
		g, w := &gf.comps[i], &wf.comps[i]
		if *g.quant != *w.quant {
			t.Errorf("component %d: another quantisation table", i)
		}
		for y := range w.bh {
			for x := range w.bw {
				if a, b := gp[i][y*g.sw+x].coef, wp[i][y*w.sw+x].coef; a != b {
					t.Fatalf("component %d, block %d,%d:\n got %v\nwant %v", i, x, y, a, b)
				}
			}
		}
	}
}
