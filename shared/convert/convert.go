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
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/telemetry"
)

// What a converter's author needs of package catalog.
type (
	Descriptor = catalog.Descriptor
	Parameter  = catalog.Parameter
	Choice     = catalog.Choice
	Values     = catalog.Values
	Cost       = catalog.Cost
	Factor     = catalog.Factor
	Windows    = catalog.Windows
	Effort     = catalog.Effort
)

// How the size of a result follows from parameters, for an [Effort].
const (
	SizeResize = catalog.SizeResize
	SizeCrop   = catalog.SizeCrop
	SizeRotate = catalog.SizeRotate
)

// What parameters are of a part of the picture.
const (
	AreaX      = catalog.AreaX
	AreaY      = catalog.AreaY
	AreaWidth  = catalog.AreaWidth
	AreaHeight = catalog.AreaHeight
	AreaUnit   = catalog.AreaUnit
	AreaAspect = catalog.AreaAspect
)

// The types of parameters.
const (
	Number  = catalog.Number
	Integer = catalog.Integer
	Boolean = catalog.Boolean
	String  = catalog.String
	Picture = catalog.Picture
	Recipe  = catalog.RecipeType
)

// Converter is a conversion of pictures.
type Converter struct {
	Descriptor
	// Convert changes pic in place. It returns ctx's error soon after ctx ends,
	// says what is wrong with the picture or the parameters as a *fault.Error,
	// and may report how it stands with [Progress] and [Preview], and what it
	// depends on with [Detail] and [Used]. Any other error, and a panic, is a
	// failed conversion.
	Convert func(ctx context.Context, pic *picture.Picture, p Values) error
	// Memory is what Convert needs beside the picture, in bytes per pixel: 8
	// when it uses Picture.Each, 0 for the operations of package picture. The
	// decoding of further pictures is counted without it.
	Memory int64
	// Extra is what Convert needs beside the picture and Memory, in bytes, where
	// the parameters say how large the result is. May be nil.
	Extra func(info picture.Info, p Values) int64
	// Need is what Convert needs besides, in bytes, where that is no matter of
	// pixels alone: an engine's working set. Conversions with one go one after
	// the other, and it counts at most three quarters of the process's memory
	// for pictures, so that small ones go on beside it. May be nil.
	Need func(info picture.Info, p Values) int64
	// Timeout bounds one conversion, where that is more than CONVERT_TIMEOUT.
	Timeout time.Duration
	// Steps are the converters that the recipe among the parameters may name;
	// they run in the place of Convert. Set for a converter of recipes only.
	Steps []*Converter
}

// Output is a conversion's result.
type Output struct {
	Data    []byte
	Type    string         // media type
	Width   int            // pixels
	Height  int            // pixels
	Path    picture.Path   // what was worked on
	Details map[string]any // provenance: what else the result depends on
	Model   *Model         // provenance: the model it was made with
}

// Engine converts picture files. Its errors are faults: passing ones may be
// tried again, others lie with the picture, the parameters or the converter.
type Engine interface {
	// Admit waits until there is room for the conversion of a file. The time
	// that it takes is no part of the conversion's.
	Admit(ctx context.Context, data []byte, p Values) (release func(), err error)
	// Run converts a file. It should end soon after ctx.
	Run(ctx context.Context, data []byte, p Values) (Output, error)
}

// maxOutput bounds a result's file: it is in memory until the last byte is sent.
const maxOutput = 48 << 20

// Run is the converter as a function on files.
func (c *Converter) Run(ctx context.Context, data []byte, p Values) (out Output, err error) {
	began := time.Now()
	pic, err := picture.Decode(ctx, data, picture.DefaultLimits())
	if err != nil {
		return Output{}, interrupted(ctx, err)
	}
	noted, notes := withNotes(context.WithValue(context.WithValue(ctx, budgetKey{}, c.Cost), fileKey{}, data))
	if err := c.apply(noted, pic, p); err != nil {
		return Output{}, interrupted(ctx, err)
	}
	if err := c.write(pic, p); err != nil {
		return Output{}, err
	}
	if out.Details, out.Model = notes.read(); out.Details != nil || out.Model != nil {
		c.sign(ctx, pic, data, p, out.Model)
	}
	out.Details = c.explain(p, out.Details)
	out.Data, out.Type, err = pic.Encode(ctx)
	if err != nil {
		return Output{}, interrupted(ctx, err)
	}
	if len(out.Data) > maxOutput {
		return Output{}, fault.New(fault.TooLarge, "The result is a file of %d MB; at most %d MB are given. Make the picture smaller, or ask for format=jpeg.", len(out.Data)>>20, maxOutput>>20)
	}
	out.Path = pic.Path()
	after := pic.Info()
	out.Width, out.Height = after.Width, after.Height
	telemetry.ConversionTook(c.Name, time.Since(began))
	return out, nil
}

// sign writes into a result what it depends on.
func (c *Converter) sign(ctx context.Context, pic *picture.Picture, data []byte, p Values, m *Model) {
	origin := job.Origin{
		Converter: c.Name, Version: c.Version, Parameters: p.JSON(),
		Input: job.Source{SHA256: job.Digest(data)}, Model: m,
	}
	for _, name := range p.Pictures() {
		if origin.Pictures == nil {
			origin.Pictures = map[string]job.Source{}
		}
		origin.Pictures[name] = job.Source{SHA256: p.SHA256(name)}
	}
	line, err := json.Marshal(origin)
	if err == nil {
		err = pic.SetText(string(line))
	}
	if err != nil {
		slog.WarnContext(ctx, "the result does not carry its provenance", "error", err)
	}
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
	release, err := e.Admit(ctx, data, p)
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
