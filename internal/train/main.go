// Command train makes the network that Reverie ships: it draws its training
// pictures itself, trains on them and writes the weights. The same seed gives
// the same weights.
//
//	go run ./internal/train -out shared/dream/shipped/reverie.safetensors.gz
//
// It takes some ten minutes on two cores and 1 GiB of memory.
package main

import (
	"context"
	"flag"
	"fmt"
	"image/png"
	"io"
	"os"
	"os/signal"

	"github.com/reverie-image/reverie/internal/train/draw"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := realMain(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "train:", err)
		os.Exit(1)
	}
}

func realMain(ctx context.Context, args []string, log io.Writer) error {
	o := Options{Side: 108, Crop: 96, Batch: 32}
	f := flag.NewFlagSet("train", flag.ContinueOnError)
	f.Uint64Var(&o.Seed, "seed", 1, "what everything random comes from")
	f.IntVar(&o.Pictures, "pictures", 26000, "pictures to draw and train on")
	f.IntVar(&o.Validation, "validation", 1040, "pictures to draw and validate on")
	f.IntVar(&o.Epochs, "epochs", 4, "times that each picture is seen")
	f.Float64Var(&o.Rate, "rate", 0.12, "highest learning rate")
	out := f.String("out", "reverie.safetensors", "file of weights to write")
	sheet := f.String("sheet", "", "contact sheet of the classes to write (PNG)")
	sheetOnly := f.Bool("sheet-only", false, "write the contact sheet and train nothing")
	if err := f.Parse(args); err != nil {
		return err
	}
	if *sheet != "" {
		if err := writeSheet(*sheet, o.Seed); err != nil {
			return err
		}
	}
	if *sheetOnly {
		return nil
	}
	done, err := Train(ctx, o, log, func(sofar *Outcome) error { return save(*out, o, sofar) })
	if err != nil {
		return err
	}
	fmt.Fprintf(log, "%s: %.1f %% of the validation pictures are named right, after %.0f s\n", *out, 100*done.Accuracy, done.Took.Seconds())
	return nil
}

func writeSheet(path string, seed uint64) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := png.Encode(file, draw.Sheet(seed, 8, 96)); err != nil {
		return err
	}
	return file.Close()
}
