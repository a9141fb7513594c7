package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/nn"
)

// job is a dream's size.
type job struct{ w, h, octaves, steps int }

func (j job) options(node int) dream.Options {
	return dream.Options{Node: node, Channel: -1, Balance: 3, Octaves: j.octaves, Scale: 1.4, Steps: j.steps, Step: 1.5, Colour: 1, Seed: 1}
}

// dreamt dreams once, weights to be packed and all, says what that took and
// writes the result into dir.
func dreamt(dir string, j job) error {
	net, node, err := compiled()
	if err != nil {
		return err
	}
	img := picture(j.w, j.h)
	begun, used := time.Now(), processorTime()
	detail, err := dream.Run(context.Background(), net, img, j.options(node), nil)
	if err != nil {
		return err
	}
	wall, processor := time.Since(begun), processorTime()-used
	peak, err := peakMemory()
	if err != nil {
		return err
	}
	err = json.NewEncoder(os.Stdout).Encode(map[string]float64{"wall": wall.Seconds(), "cpu": processor.Seconds(), "peak_mb": peak})
	if err != nil {
		return err
	}
	for i, v := range detail.Pix {
		detail.Pix[i] = v + img.Pix[i]
	}
	return writeFloats(filepath.Join(dir, "engine.f32"), detail.Pix)
}

// gradient writes that of half the sum of squares of the deepest layer with
// respect to the picture.
func gradient(dir string, w, h int) error {
	net, node, err := compiled()
	if err != nil {
		return err
	}
	img := picture(w, h)
	d, err := climb(net, node, img)
	if err != nil {
		return err
	}
	if err := writeFloats(filepath.Join(dir, "small.f32"), img.Pix); err != nil {
		return err
	}
	return writeFloats(filepath.Join(dir, "engine-gradient.f32"), d)
}

// cold makes a first gradient and says so.
func cold() error {
	net, node, err := compiled()
	if err != nil {
		return err
	}
	if _, err := climb(net, node, picture(64, 64)); err != nil {
		return err
	}
	_, err = fmt.Println("gradient")
	return err
}

func climb(net *nn.Network, node int, img *dream.Canvas) ([]float32, error) {
	plan, err := net.Plan(nn.Config{Width: img.W, Height: img.H, Targets: []int{node}, Gradient: true})
	if err != nil {
		return nil, err
	}
	plan.Load(0, func(y int, rgb []float32) { copy(rgb, img.Row(y)) })
	ctx := context.Background()
	if err := plan.Forward(ctx); err != nil {
		return nil, err
	}
	act, seed := plan.Activation(node), plan.Gradient(node)
	for y := range act.H {
		copy(seed.Row(0, y), act.Row(0, y))
	}
	if err := plan.Backward(ctx); err != nil {
		return nil, err
	}
	var out []float32
	view := plan.InputGradient()
	for y := range img.H {
		out = append(out, view.Row(0, y)...)
	}
	return out, nil
}

func processorTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
