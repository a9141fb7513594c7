package main

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
)

// contender measures one computation of one convolution: the median in GFLOP/s.
type contender interface {
	measure(pass, shape string) (float64, error)
}

type result struct{ ours, theirs, ratio float64 }

// duel lets two contenders run in turn, each first in every other round.
func duel(ours, theirs contender, pass, shape string, rounds int) (result, error) {
	var all [3][]float64
	for i := range rounds {
		pair := [2]float64{}
		for j := range 2 {
			who := (i + j) % 2
			v, err := [2]contender{ours, theirs}[who].measure(pass, shape)
			if err != nil {
				return result{}, err
			}
			pair[who] = v
		}
		for k, v := range [3]float64{pair[0], pair[1], pair[0] / pair[1]} {
			all[k] = append(all[k], v)
		}
	}
	return result{median(all[0]), median(all[1]), median(all[2])}, nil
}

func median(v []float64) float64 {
	slices.Sort(v)
	n := len(v)
	return (v[(n-1)/2] + v[n/2]) / 2
}

// peer is oneDNN.
type peer struct {
	path    string
	seconds float64
	level   level
}

func (p peer) measure(pass, shape string) (median float64, err error) {
	out, err := output([]string{"OMP_NUM_THREADS=1", p.level.theirs}, p.path, pass, shape, fmt.Sprint(p.seconds))
	if err != nil {
		return 0, err
	}
	if _, err := fmt.Sscan(out, &median); err != nil {
		return 0, fmt.Errorf("oneDNN prints %q: %w", out, err)
	}
	return median, nil
}

// engine is Reverie's.
type engine peer

func (e engine) measure(pass, shape string) (median float64, err error) {
	out, err := output([]string{e.level.ours}, e.path, "-test.run=^$", "-test.cpu=1",
		fmt.Sprintf("-test.bench=^BenchmarkConv$/^%s$/^%s$", pass, shape), fmt.Sprintf("-test.benchtime=%gs", e.seconds))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(out)
	i := slices.Index(fields, "GFLOP/s")
	if i < 1 {
		return 0, fmt.Errorf("the benchmark prints %q", out)
	}
	_, err = fmt.Sscan(fields[i-1], &median)
	return median, err
}

func output(settings []string, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Env, cmd.Stderr = append(os.Environ(), settings...), os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%v: %w", cmd.Args, err)
	}
	return string(out), nil
}
