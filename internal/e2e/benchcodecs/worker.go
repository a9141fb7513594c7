package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"syscall"
	"time"

	"github.com/reverie-image/reverie/functions"
)

// work answers orders with Reverie's converters.
func work(ctx context.Context, in io.Reader, out io.Writer) error {
	lines, answers := bufio.NewScanner(in), json.NewEncoder(out)
	for lines.Scan() {
		var o order
		if err := json.Unmarshal(lines.Bytes(), &o); err != nil {
			return err
		}
		var res struct {
			took
			Error string `json:",omitempty"`
		}
		var err error
		if res.took, err = convert(ctx, o); err != nil {
			res.Error = err.Error()
		}
		if err := answers.Encode(res); err != nil {
			return err
		}
	}
	return lines.Err()
}

func convert(ctx context.Context, o order) (took, error) {
	f, ok := functions.Lookup(o.Converter)
	if !ok || f.Converter == nil {
		return took{}, fmt.Errorf("no converter %s", o.Converter)
	}
	query, err := url.ParseQuery(o.Query)
	if err != nil {
		return took{}, err
	}
	values, err := f.Converter.Parse(query, nil)
	if err != nil {
		return took{}, err
	}
	data, err := os.ReadFile(o.In)
	if err != nil {
		return took{}, err
	}
	cpu, began := used(), time.Now()
	res, err := f.Converter.Run(ctx, data, values)
	if err != nil {
		return took{}, err
	}
	t := took{1e3 * (used() - cpu).Seconds(), 1e3 * time.Since(began).Seconds()}
	return t, os.WriteFile(o.Out, res.Data, 0o644)
}

// used is the CPU time of this process, user and system.
func used() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // cannot fail for oneself
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
