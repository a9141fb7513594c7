package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// coldStarts prints the time from exec to the first converted picture.
func coldStarts(ctx context.Context, kinds []kind, file string, n int) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	times := make([][]float64, len(kinds))
	for range n {
		for i, k := range kinds {
			began := time.Now()
			p, err := start(ctx, k)
			if err != nil {
				return err
			}
			limited, cancel := context.WithTimeout(ctx, 20*time.Second)
			err = p.first(limited, k.paths["gray"], data)
			took := time.Since(began)
			cancel()
			p.stop()
			if err != nil {
				return err
			}
			times[i] = append(times[i], took.Seconds()*1e3)
		}
	}
	fmt.Printf("Start of the process to its first picture (%s, gray), median of %d:", filepath.Base(file), n)
	for i, k := range kinds {
		fmt.Printf(" %s %.0f ms;", k.name, median(times[i]))
	}
	fmt.Printf("\n\n")
	return nil
}

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/2]
}

// figures are what one server did with one operation.
type figures struct{ rate, cpu, peak []float64 }

// throughput prints, for every picture and operation, what each server does with
// all clients at once. Every measurement is a process of its own, for its memory.
func throughput(ctx context.Context, kinds []kind, files []string, o options) error {
	fmt.Printf("%d clients; requests a second, CPU ms a request, peak memory MB\n\n| picture | operation |", o.clients)
	for _, k := range kinds {
		fmt.Printf(" %s |", k.name)
	}
	fmt.Printf(" CPU ratio |\n|---|---|%s---|\n", "---|---|"[:4*len(kinds)])
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		for _, op := range operations {
			all := make([]figures, len(kinds))
			for range o.rounds {
				for i, k := range kinds {
					if err := all[i].measure(ctx, k, op, data, o); err != nil {
						return err
					}
				}
			}
			fmt.Printf("| %s | %s |", filepath.Base(file), op)
			for _, f := range all {
				fmt.Printf(" %.1f/s, %.1f ms, %.0f MB |", median(f.rate), median(f.cpu), median(f.peak))
			}
			fmt.Printf(" %.2f |\n", median(all[0].cpu)/median(all[1].cpu))
		}
	}
	return nil
}

func (f *figures) measure(ctx context.Context, k kind, op string, data []byte, o options) error {
	p, err := start(ctx, k)
	if err != nil {
		return err
	}
	defer p.stop()
	path := k.paths[op]
	limited, cancel := context.WithTimeout(ctx, 5*time.Minute)
	defer cancel()
	if err := p.first(limited, path, data); err != nil {
		return err
	}
	before, err := p.cpu()
	if err != nil {
		return err
	}
	began := time.Now()
	var left atomic.Int64
	left.Store(int64(o.requests))
	errs := make([]error, o.clients)
	var clients sync.WaitGroup
	for i := range o.clients {
		clients.Go(func() {
			for left.Add(-1) >= 0 && errs[i] == nil {
				errs[i] = post(limited, p.base+path, data)
			}
		})
	}
	clients.Wait()
	took := time.Since(began)
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	after, err := p.cpu()
	f.rate = append(f.rate, float64(o.requests)/took.Seconds())
	f.cpu = append(f.cpu, (after-before).Seconds()*1e3/float64(o.requests))
	f.peak = append(f.peak, p.peak())
	return err
}
