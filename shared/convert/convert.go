// Package convert is the converter kit. A converter is a descriptor and one
// function on a decoded picture; the kit does everything around it: limits,
// parameters, decoding and encoding, plain HTTP (an image in, an image out) and
// jobs that arrive as events, with heartbeats, cancelling, retries and results.
//
// A converter that is no function of pixels, but an HTTP service elsewhere or a
// Kubernetes Job, uses the same [Worker] with a [Run] of its own.
package convert

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/telemetry"
)

// What a converter's author needs of package catalog.
type (
	Descriptor = catalog.Descriptor
	Parameter  = catalog.Parameter
	Choice     = catalog.Choice
	Values     = catalog.Values
)

// The types of parameters.
const (
	Number  = catalog.Number
	Integer = catalog.Integer
	Boolean = catalog.Boolean
	String  = catalog.String
)

// Converter is a conversion of pictures.
type Converter struct {
	Descriptor
	// Convert changes pic in place. It returns ctx's error soon after ctx ends,
	// says what is wrong with the picture or the parameters as a *fault.Error,
	// and may report its progress with [Progress]. Any other error, and a
	// panic, is a failed conversion.
	Convert func(ctx context.Context, pic *picture.Picture, p Values) error
	// Memory is what Convert needs beside the picture, in bytes per pixel: 8
	// when it uses Picture.Each, 0 for the operations of package picture.
	Memory int64
}

// Output is a conversion's result.
type Output struct {
	Data    []byte
	Type    string         // media type
	Width   int            // pixels
	Height  int            // pixels
	Details map[string]any // provenance: what else the result depends on
}

// Engine converts picture files. Its errors are faults: passing ones may be
// tried again, others lie with the picture, the parameters or the converter.
type Engine interface {
	// Admit waits until there is room for the conversion of a file. The time
	// that it takes is no part of the conversion's.
	Admit(ctx context.Context, data []byte) (release func(), err error)
	// Run converts a file. It should end soon after ctx.
	Run(ctx context.Context, data []byte, p Values) (Output, error)
}

// admission bounds the wait for memory.
const admission = 30 * time.Second

// Admit checks a picture's limits and takes its share of the process's memory.
func (c *Converter) Admit(ctx context.Context, data []byte) (release func(), err error) {
	info, err := picture.Inspect(data, picture.DefaultLimits())
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeoutCause(ctx, admission, fault.New(fault.Unavailable, "All memory for pictures is in use. Try again.").After(5*time.Second))
	defer cancel()
	release, err = picture.Acquire(ctx, info.WithExtra(c.Memory))
	return release, interrupted(ctx, err)
}

// Run is the converter as a function on files.
func (c *Converter) Run(ctx context.Context, data []byte, p Values) (out Output, err error) {
	began := time.Now()
	pic, err := picture.Decode(ctx, data, picture.DefaultLimits())
	if err != nil {
		return Output{}, interrupted(ctx, err)
	}
	if err := c.Convert(ctx, pic, p); err != nil {
		return Output{}, interrupted(ctx, err)
	}
	out.Data, out.Type, err = pic.Encode(ctx)
	if err != nil {
		return Output{}, interrupted(ctx, err)
	}
	after := pic.Info()
	out.Width, out.Height = after.Width, after.Height
	telemetry.ConversionTook(c.Name, time.Since(began))
	return out, nil
}

// limited runs an engine: admission, then the conversion with its time limit,
// in which a panic is a failure like others. stop ends the conversion's context.
func limited(ctx context.Context, stop context.CancelCauseFunc, e Engine, data []byte, p Values, timeout time.Duration) (out Output, err error) {
	defer func() {
		if r := recover(); r != nil {
			slog.ErrorContext(ctx, "converter panicked", "panic", r, "stack", string(debug.Stack()))
			err = failed(fmt.Errorf("panic: %v", r))
		}
	}()
	release, err := e.Admit(ctx, data)
	if err != nil {
		return Output{}, err
	}
	defer release()
	timer := time.AfterFunc(timeout, func() {
		stop(fault.New(fault.ConversionFailed, "The conversion took longer than %v and was stopped. Try a smaller picture.", timeout))
	})
	defer timer.Stop()
	return e.Run(ctx, data, p)
}

// interrupted tells a conversion that was stopped from one that failed.
func interrupted(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	var known *fault.Error
	if errors.As(err, &known) {
		return err
	}
	return failed(err)
}

func failed(err error) error {
	return fault.Wrap(err, fault.ConversionFailed, "The converter failed on this picture. The picture is unchanged; try another converter or other parameters.")
}

type progressKey struct{}

// WithProgress gives converters that run under ctx a place to report to.
func WithProgress(ctx context.Context, report func(fraction float64)) context.Context {
	return context.WithValue(ctx, progressKey{}, report)
}

// Progress reports how much of a conversion is done, from 0 to 1. It is cheap:
// call it as often as there is something to say.
func Progress(ctx context.Context, fraction float64) {
	if report, ok := ctx.Value(progressKey{}).(func(float64)); ok {
		report(fraction)
	}
}
