package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

type row struct {
	in    input
	task  *task
	cells []cell
}

// cell is how one contender did a task; empty where it cannot.
type cell struct {
	cpu, wall float64 // ms, medians
	psnr      string  // dB
	size      float64 // of the result to that of the source
	failed    string
}

// measure lets the contenders do a task in turn, round after round.
func measure(ctx context.Context, all []contender, t *task, in input, out string, rounds int) (row, error) {
	r := row{in, t, make([]cell, len(all))}
	var src *pixels
	if t.ideal != nil {
		var err error
		if src, err = load(in.path); err != nil {
			return r, err
		}
	}
	path := func(i int) string {
		return fmt.Sprintf("%s%d.%s", out, i, map[bool]string{true: "jpg", false: "png"}[in.jpeg])
	}
	times := make([][]took, len(all))
	for round := range rounds + 1 { // the first warms up
		for i, c := range all {
			if !c.can(t, in) || r.cells[i].failed != "" {
				continue
			}
			took, err := c.once(ctx, t, in, path(i))
			if ctx.Err() != nil {
				return r, ctx.Err()
			}
			if err != nil {
				r.cells[i].failed = err.Error()
				fmt.Fprintf(os.Stderr, "%s, %s of %s: %v\n", c.name(), t.name, in.name, err)
			} else if round > 0 {
				times[i] = append(times[i], took)
			}
		}
	}
	for i := range all {
		if len(times[i]) == 0 {
			continue
		}
		c := &r.cells[i]
		c.cpu, c.wall = median(times[i], func(t took) float64 { return t.CPU }), median(times[i], func(t took) float64 { return t.Wall })
		info, err := os.Stat(path(i))
		if err != nil {
			return r, err
		}
		c.size = float64(info.Size()) / float64(in.size)
		if t.ideal != nil {
			if c.psnr, err = fidelity(t.ideal, src, path(i)); err != nil {
				return r, err
			}
		}
	}
	return r, nil
}

func median(list []took, of func(took) float64) float64 {
	v := make([]float64, len(list))
	for i, t := range list {
		v[i] = of(t)
	}
	slices.Sort(v)
	return v[len(v)/2]
}

func header(all []contender) {
	names := make([]string, len(all))
	for i, c := range all {
		names[i] = c.name()
	}
	fmt.Println("CPU ms / wall ms, PSNR dB where the ideal is defined, size to the source's")
	fmt.Println()
	fmt.Println("| picture | task | " + strings.Join(names, " | ") + " | CPU, Reverie to sharp |")
	fmt.Println("|---" + strings.Repeat("|---", len(all)+2) + "|")
}

func (r row) print(w io.Writer) {
	fmt.Fprintf(w, "| %s | %s |", r.in.name, r.task.name)
	for _, c := range r.cells {
		switch {
		case c.failed != "":
			fmt.Fprint(w, " failed |")
		case c.cpu == 0 && c.wall == 0:
			fmt.Fprint(w, " |")
		case c.psnr != "":
			fmt.Fprintf(w, " %.0f / %.0f, %s dB, %.2f |", c.cpu, c.wall, c.psnr, c.size)
		default:
			fmt.Fprintf(w, " %.0f / %.0f, %.2f |", c.cpu, c.wall, c.size)
		}
	}
	if ours, sharp := r.cells[0], r.cells[1]; ours.cpu > 0 && sharp.cpu > 0 {
		fmt.Fprintf(w, " %.2f", ours.cpu/sharp.cpu)
	}
	fmt.Fprintln(w, " |")
}
