package main

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/internal/train/draw"
	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model"
)

// small is a training of seconds.
var small = Options{Seed: 3, Pictures: 104, Validation: 26, Epochs: 2, Side: 54, Crop: 48, Batch: 13, Rate: 0.05}

// weights are all weights of a graph.
func weights(g *nn.Graph) (all []float32) {
	for _, n := range g.Nodes {
		switch op := n.Op.(type) {
		case nn.Conv:
			all = append(append(all, op.Weight...), op.Bias...)
		case nn.Dense:
			all = append(append(all, op.Weight...), op.Bias...)
		}
	}
	return all
}

// TestShortTraining: the same seed gives the same weights with any number of
// threads, another seed others, and the network learns.
func TestShortTraining(t *testing.T) {
	var log bytes.Buffer
	run := func(threads int, seed uint64) *Outcome {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
		o := small
		o.Seed = seed
		done, err := Train(t.Context(), o, &log, func(*Outcome) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		return done
	}
	one, three, other := run(1, 3), run(3, 3), run(2, 4)
	if !slices.Equal(weights(one.Graph), weights(three.Graph)) {
		t.Error("the weights depend on the number of threads")
	}
	if slices.Equal(weights(one.Graph), weights(other.Graph)) {
		t.Error("another seed gives the same weights")
	}
	if start := 3.26; one.Loss > start { // −log(1/26)
		t.Errorf("a loss of %.2f after two epochs; guessing has %.2f", one.Loss, start)
	}
	for _, want := range []string{"drawn 104 of 104", "epoch 2: loss", "validation"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not say %q:\n%s", want, log.String())
		}
	}
}

func TestCommand(t *testing.T) {
	dir := t.TempDir()
	out, sheet := filepath.Join(dir, "w.safetensors"), filepath.Join(dir, "sheet.png")
	var log bytes.Buffer
	err := realMain(t.Context(), []string{"-pictures", "32", "-validation", "32", "-epochs", "1", "-seed", "9", "-out", out, "-sheet", sheet}, &log)
	if err != nil {
		t.Fatal(err)
	}
	m, err := model.Open(out, model.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if m.Meta.Seed != 9 || m.Meta.Revision == "" || m.Version != version || !slices.Equal(m.Graph.Classes, draw.Classes()) {
		t.Errorf("%+v, version %s, classes %v", m.Meta, m.Version, m.Graph.Classes)
	}
	if _, ok := m.Meta.Metrics["validation_accuracy"]; !ok {
		t.Errorf("metrics %v", m.Meta.Metrics)
	}
	f, err := os.Open(sheet)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if c, err := png.DecodeConfig(f); err != nil || c.Width < 96 {
		t.Errorf("contact sheet: %v, %v", c, err)
	}
}

func TestViews(t *testing.T) {
	const side, crop = 54, 48
	rgb := make([]byte, side*side*3)
	for i := range rgb {
		rgb[i] = byte(i % 251)
	}
	seen := map[string]bool{}
	for i := range 50 {
		out := newView(picker(1, streamAugment, i), side, crop).rows(rgb, side, crop)
		if len(out) != crop*crop*3 || slices.Min(out) < 0 || slices.Max(out) > 255 {
			t.Fatalf("%d values from %v to %v", len(out), slices.Min(out), slices.Max(out))
		}
		var b bytes.Buffer
		for _, v := range out[:300] {
			b.WriteByte(byte(v))
		}
		seen[b.String()] = true
	}
	if len(seen) < 50 {
		t.Errorf("50 views of a picture, %d different", len(seen))
	}
}

// TestInterruptedDrawing: the end is heard before all pictures are drawn.
func TestInterruptedDrawing(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	drawn := 0
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	_, err := drawAll(ctx, 1, streamTraining, 1000, 24, 26, func(done int) {
		if drawn = done; done == 5 {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) || drawn != 5 {
		t.Errorf("%v after %d pictures, want it to stop after 5", err, drawn)
	}
}

// TestReplace: a file is there whole, and nothing beside it.
func TestReplace(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "weights")
	for _, text := range []string{"first", "second"} {
		if err := replace(path, []byte(text)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != text {
			t.Errorf("%q, %v", got, err)
		}
	}
	if list, err := os.ReadDir(dir); err != nil || len(list) != 1 {
		t.Errorf("%v, %v", list, err)
	}
	if err := replace(filepath.Join(dir, "none", "weights"), nil); err == nil {
		t.Error("a folder that is not there is no error")
	}
}
