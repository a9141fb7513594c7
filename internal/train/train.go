package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/reverie-image/reverie/internal/train/draw"
	"github.com/reverie-image/reverie/shared/nn"
)

// version is the shipped network's. A change of pictures, architecture or
// training is a new one.
const version = "1"

// Options are what a training depends on: the same ones give the same weights,
// whatever the number of threads.
type Options struct {
	Seed       uint64
	Pictures   int
	Validation int // pictures that are not trained on
	Epochs     int
	Side, Crop int // of the pictures drawn, and of what is seen of them, pixels
	Batch      int
	Rate       float64 // the highest learning rate
}

// Outcome is what came of a training.
type Outcome struct {
	Graph    *nn.Graph // with batch normalisation folded
	Loss     float64   // of the last epoch
	Accuracy float64   // on the validation pictures, 0 to 1
	Took     time.Duration
}

const smoothing = 0.05

// Train draws the pictures and trains the network, and says how it goes to log.
// It hands what there is to keep after every epoch.
func Train(ctx context.Context, o Options, log io.Writer, keep func(*Outcome) error) (*Outcome, error) {
	began := time.Now()
	classes := draw.Classes()
	set, err := drawAll(ctx, o.Seed, streamTraining, o.Pictures, o.Side, len(classes), func(done int) {
		if done%2000 == 0 || done == o.Pictures {
			fmt.Fprintf(log, "drawn %d of %d pictures, %.0f s\n", done, o.Pictures, time.Since(began).Seconds())
		}
	})
	if err != nil {
		return nil, err
	}
	val, err := drawAll(ctx, o.Seed, streamValidation, o.Validation, o.Crop, len(classes), func(int) {})
	if err != nil {
		return nil, err
	}
	g := build(classes, picker(o.Seed, streamWeights, 0))
	net, err := nn.NewNetwork(g)
	if err != nil {
		return nil, err
	}
	logits := len(g.Nodes) - 1
	plan, err := net.Plan(nn.Config{Height: o.Crop, Width: o.Crop, Batch: o.Batch, Targets: []int{logits}, Train: true})
	if err != nil {
		return nil, err
	}
	batches := o.Pictures / o.Batch
	s := &sgd{graph: g, net: net, plan: plan, velocity: map[int][2][]float32{}, peak: o.Rate, steps: o.Epochs * batches}
	out := &Outcome{}
	for epoch := range o.Epochs {
		order := picker(o.Seed, streamOrder, epoch).Perm(o.Pictures)
		var loss float64
		var right int
		for b := range batches {
			l, r, err := s.learn(ctx, set, order[b*o.Batch:][:o.Batch], o, epoch)
			if err != nil {
				return nil, err
			}
			loss, right = loss+l, right+r
			if (b+1)%100 == 0 {
				fmt.Fprintf(log, "epoch %d, batch %d of %d: loss %.3f, %.1f %% right, %.0f s\n", epoch+1, b+1, batches,
					loss/float64(b+1), 100*float64(right)/float64((b+1)*o.Batch), time.Since(began).Seconds())
			}
		}
		out.Loss = loss / float64(batches)
		out.Graph = nn.Fold(g)
		if out.Accuracy, err = validate(ctx, out.Graph, val, o.Batch); err != nil {
			return nil, err
		}
		out.Took = time.Since(began)
		if err := keep(out); err != nil {
			return nil, err
		}
		fmt.Fprintf(log, "epoch %d: loss %.3f, validation %.1f %% right, %.0f s\n", epoch+1, out.Loss, 100*out.Accuracy, time.Since(began).Seconds())
	}
	return out, nil
}

// learn is one step on a batch.
func (s *sgd) learn(ctx context.Context, set *pictures, batch []int, o Options, epoch int) (loss float64, right int, err error) {
	labels := make([]int, len(batch))
	crops := make([][]float32, len(batch))
	spread(len(batch), func(n int) {
		v := newView(picker(o.Seed, uint64(streamAugment+epoch), batch[n]), o.Side, o.Crop)
		crops[n] = v.rows(set.pixels[batch[n]], o.Side, o.Crop)
	})
	for n, i := range batch {
		labels[n] = set.labels[i]
		s.plan.Load(n, func(y int, rgb []float32) { copy(rgb, crops[n][y*o.Crop*3:]) })
	}
	if err := s.plan.Forward(ctx); err != nil {
		return 0, 0, err
	}
	logits := len(s.graph.Nodes) - 1
	loss, right = nn.CrossEntropy(s.plan.Activation(logits), s.plan.Gradient(logits), labels, smoothing)
	if err := s.plan.Backward(ctx); err != nil {
		return 0, 0, err
	}
	s.update()
	return loss, right, nil
}

// validate is the share of pictures that a network names right.
func validate(ctx context.Context, g *nn.Graph, val *pictures, batch int) (float64, error) {
	net, err := nn.NewNetwork(g)
	if err != nil {
		return 0, err
	}
	logits := len(g.Nodes) - 1
	plan, err := net.Plan(nn.Config{Height: val.side, Width: val.side, Batch: batch, Targets: []int{logits}})
	if err != nil {
		return 0, err
	}
	right, seen := 0, 0
	for at := 0; at+batch <= len(val.pixels); at += batch {
		for n := range batch {
			px := val.pixels[at+n]
			plan.Load(n, func(y int, rgb []float32) {
				for i := range rgb {
					rgb[i] = float32(px[y*len(rgb)+i])
				}
			})
		}
		if err := plan.Forward(ctx); err != nil {
			return 0, err
		}
		for n := range batch {
			row, top := plan.Activation(logits).Row(n, 0), 0
			for c, v := range row {
				if v > row[top] {
					top = c
				}
			}
			if seen++; top == val.labels[at+n] {
				right++
			}
		}
	}
	return float64(right) / float64(max(seen, 1)), nil
}

// spread calls f for 0 … n−1 on all threads.
func spread(n int, f func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}
