// Command compare measures the engine's convolutions against oneDNN's, shape by
// shape and in turn, and prints the tables of docs/performance.md.
//
//	compare [-rounds 5] [-seconds 0.1] ONEDNN ENGINE
//
// ONEDNN is internal/benchdream/onednn, built; ENGINE is the test binary of
// shared/nn. Both run on one thread and measure its processor time. Figures are
// the medians over the rounds; ratios are those of runs that follow each other.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	rounds := flag.Int("rounds", 5, "measurements of everything")
	seconds := flag.Float64("seconds", 0.1, "how long each takes")
	flag.Parse()
	if err := run(flag.Args(), *rounds, *seconds); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string, rounds int, seconds float64) error {
	if len(args) != 2 || rounds < 1 {
		return fmt.Errorf("see the command's comment for its arguments")
	}
	for _, level := range levels {
		peak, err := peer{args[0], seconds, level}.measure("peak", "-")
		if err != nil {
			return err
		}
		fmt.Printf("\n%s, one thread; a core's peak is %.0f GFLOP/s\n\n", level.title, peak)
		fmt.Println("| what | shape | Reverie, GFLOP/s | oneDNN | ratio |\n|---|---|---|---|---|")
		ours, theirs := engine{args[1], seconds, level}, peer{args[0], seconds, level}
		for _, pass := range passes {
			for _, shape := range shapes {
				r, err := duel(ours, theirs, pass.name, shape.name, rounds)
				if err != nil {
					return err
				}
				fmt.Printf("| %s | %s | %.0f | %.0f | %.2f |\n", pass.title, shape.title, r.ours, r.theirs, r.ratio)
			}
		}
	}
	return nil
}
