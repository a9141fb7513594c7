package convert

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/picture"
)

// cores is how many the usual machine has. Estimates are for all of them: what
// would end in time on an idle machine is not refused, even where on a busy one,
// with a core for each conversion, it may take cores times as long.
const cores = 2

// codec is what decoding and encoding a pixel take, and encoding one that has never
// been more than a JPEG's planes or gray, in nanoseconds on a core of 2.5 GHz.
type codec struct{ decode, encode, plane float64 }

// codecs are as BenchmarkEffort of functions/recipe measures them.
var codecs = map[picture.Format]codec{
	picture.JPEG: {decode: 3, encode: 4, plane: 2},
	picture.PNG:  {decode: 8, encode: 25, plane: 18},
	picture.GIF:  {decode: 15, encode: 12, plane: 12},
	picture.WebP: {decode: 20, encode: 220, plane: 40}, // without loss, and with
	picture.TIFF: {decode: 10, encode: 85, plane: 85},
	picture.BMP:  {decode: 4, encode: 5, plane: 5},
}

// outlay is what a conversion takes by the efforts of its steps.
type outlay struct {
	seconds float64   // of all of it, on the usual machine
	steps   []float64 // of each step
}

// request is a picture, and what is to be done to it.
type request struct {
	info  picture.Info
	gray  bool
	steps []catalog.RecipeStep
	speed float64
	out   picture.Format // asked for beside the steps, or empty
}

func newRequest(d Descriptor, data []byte, in Input) request {
	r := request{info: in.Info, gray: grayPNG(data), speed: d.Speed(), steps: []catalog.RecipeStep{{Converter: d, Values: in.Values}}}
	for _, p := range d.Parameters {
		if p.Type == Recipe {
			r.steps = in.Values.Recipe(p.Name).Steps
		}
	}
	r.out = picture.Format(in.Values.Text(catalog.FormatParameter))
	return r
}

// grayPNG reports a PNG whose pixels are worked on as gray alone: colour type 0.
func grayPNG(data []byte) bool {
	const colourType = 25
	f, _ := picture.Sniff(data)
	return f == picture.PNG && len(data) > colourType && data[colourType] == 0
}

// known reports whether the effort of any step is. Where none is, as of a converter
// that is a service elsewhere, decoding and encoding say nothing either.
func (r request) known() bool {
	return slices.ContainsFunc(r.steps, func(s catalog.RecipeStep) bool { return s.Converter.Effort != nil })
}

// of is what a picture of a size takes, which changes on its way through the steps.
func (r request) of(w, h int) outlay {
	all := outlay{steps: make([]float64, len(r.steps))}
	unit := float64(max(r.info.Frames, 1)) / 1e9 / cores / r.speed
	planes, format := r.info.Format == picture.JPEG || r.gray, r.info.Format
	all.seconds = unit * codecs[format].decode * area(w, h)
	for i, s := range r.steps {
		if e := s.Converter.Effort; e != nil {
			nw, nh := sized(s.Converter, w, h, s.Values)
			all.steps[i] = unit * e.Nanoseconds(planes, s.Values) * max(area(w, h), area(nw, nh))
			all.seconds += all.steps[i]
			w, h, planes = nw, nh, planes || e.Gray
		}
		if f := s.Values.Text(catalog.FormatParameter); f != "" {
			format = picture.Format(f)
		}
	}
	if r.out != "" {
		format = r.out
	}
	written := codecs[format].encode
	if planes {
		written = codecs[format].plane
	}
	all.seconds += unit * written * area(w, h)
	return all
}

// progressOf is how much of the steps' work is done before each of them, and after
// the last. Where nothing is known they count alike.
func progressOf(info picture.Info, steps []catalog.RecipeStep) []float64 {
	w, h := info.Upright()
	all := request{info: info, steps: steps, speed: 1}.of(w, h)
	done := make([]float64, len(steps)+1)
	for i, seconds := range all.steps {
		done[i+1] = done[i] + seconds
	}
	sum := done[len(steps)]
	for i := range done {
		if sum > 0 {
			done[i] /= sum
		} else {
			done[i] = float64(i) / float64(len(steps))
		}
	}
	return done
}

func area(w, h int) float64 { return float64(w) * float64(h) }

// estimate is how many seconds a conversion takes by the efforts of its steps,
// rounded up to hundredths, 0 where nothing is known of them. Beyond limit, unless
// that is 0, it is a fault.InvalidParameters that says what would fit.
func (r request) estimate(limit time.Duration) (float64, error) {
	if !r.known() {
		return 0, nil
	}
	w, h := r.info.Upright()
	all := r.of(w, h)
	if limit <= 0 || all.seconds <= limit.Seconds() {
		return math.Ceil(all.seconds*100) / 100, nil
	}
	largest, advice := map[string]any{}, "Make the picture smaller first"
	if w, h := catalog.LargestSize(w, h, func(w, h int) bool { return r.of(w, h).seconds <= limit.Seconds() }); w > 0 {
		largest["width"], largest["height"] = w, h
		largest["megapixels"] = math.Floor(area(w, h)/1e6*1000) / 1000
		advice = fmt.Sprintf("Make the picture smaller first, to at most %d × %d pixels", w, h)
	}
	if len(r.steps) > 1 {
		advice += ", or leave out steps: " + r.dearest(all)
	}
	err := catalog.OverBudget(all.seconds, limit.Seconds(), largest, advice+".")
	return 0, err.With("steps", r.shares(all))
}

// dearest says which step takes most of the time.
func (r request) dearest(all outlay) string {
	most := slices.Max(all.steps)
	i := slices.Index(all.steps, most)
	return fmt.Sprintf("step %d, %s, takes %.1f s of it", i+1, r.steps[i].Converter.Name, most)
}

// share is what one step takes, as the refusal lists it.
type share struct {
	Step      int     `json:"step"` // from 1
	Converter string  `json:"converter"`
	Seconds   float64 `json:"seconds"`
}

func (r request) shares(all outlay) []share {
	list := make([]share, len(r.steps))
	for i, s := range r.steps {
		list[i] = share{i + 1, s.Converter.Name, math.Round(all.steps[i]*100) / 100}
	}
	return list
}
