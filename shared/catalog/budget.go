package catalog

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// FitParameter is the name of the boolean parameter by which a caller lets a
// converter size down what is over its budget.
const FitParameter = "fit"

// Estimate is how many seconds a conversion will take, 0 when the converter has
// no cost. Over the budget it is a fault.InvalidParameters that says what would
// fit, unless the caller said that the converter may size the picture down.
// Width and height are as people see them, frames 1 for a still.
func (d Descriptor) Estimate(width, height, frames int, v Values) (seconds float64, err error) {
	if d.Cost == nil {
		return 0, nil
	}
	c := d.Cost.Frames(frames)
	seconds = c.Seconds(width, height, v)
	if seconds <= c.BudgetSeconds {
		return seconds, nil
	}
	largest := d.largest(c, width, height, v)
	if v.Bool(FitParameter) && c.CapParameter == "" && largest["width"] != nil {
		return c.BudgetSeconds, nil // the converter sees to it
	}
	return 0, OverBudget(seconds, c.BudgetSeconds, largest, advice(d, largest))
}

// Fit is v with FitParameter settled: false, and the parameter that caps the
// megapixels at what is within the budget where there is such a value. A result
// is then a function of its parameters, whatever the speed of the machine that
// accepted it. Without such a parameter v stays as it is.
func (d Descriptor) Fit(width, height, frames int, v Values) Values {
	if d.Cost == nil || d.Cost.CapParameter == "" || !v.Bool(FitParameter) {
		return v
	}
	out := maps.Clone(v)
	out[FitParameter] = false
	if value, ok := d.cap(d.Cost.Frames(frames), width, height, v); ok {
		out[d.Cost.CapParameter] = value
	}
	return out
}

// cap is the largest value of the parameter that caps the megapixels with which
// a picture is within the budget, not above its present one.
func (d Descriptor) cap(c Cost, width, height int, v Values) (float64, bool) {
	p, ok := d.parameter(c.CapParameter)
	if !ok {
		return 0, false
	}
	fits := func(value float64) bool {
		other := maps.Clone(v)
		other[p.Name] = value
		return c.Within(width, height, other)
	}
	const fine = 1000 // parts of a megapixel, so that the value is short
	lo, hi := int(math.Ceil(p.Min*fine)), int(math.Ceil(v.Number(p.Name)*fine))
	if fits(v.Number(p.Name)) {
		return v.Number(p.Name), true
	}
	if hi <= lo || !fits(float64(lo)/fine) {
		return 0, false
	}
	for hi-lo > 1 {
		if mid := (lo + hi) / 2; fits(float64(mid) / fine) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return float64(lo) / fine, true
}

// Largest says what of a conversion that is over the budget would fit into it,
// each alone: megapixels, width and height, and under the name of a number
// parameter its largest value. What can be made small enough by nothing is not
// in it.
func (d Descriptor) Largest(width, height, frames int, v Values) map[string]any {
	if d.Cost == nil {
		return nil
	}
	return d.largest(d.Cost.Frames(frames), width, height, v)
}

func (d Descriptor) largest(c Cost, width, height int, v Values) map[string]any {
	out := map[string]any{}
	if w, h := c.Fit(width, height, v); w > 0 {
		out["width"], out["height"] = w, h
		out["megapixels"] = math.Floor(float64(w)*float64(h)/1e6*1000) / 1000
	}
	if value, ok := d.cap(c, width, height, v); ok {
		out[c.CapParameter] = value
	}
	factors := c.Factors
	if c.Windows != nil && c.Windows.Sizes != "" {
		factors = append(slices.Clone(factors), Factor{Parameter: c.Windows.Sizes, Scale: 1})
	}
	for _, f := range factors {
		p, _ := d.parameter(f.Parameter)
		if p.Type != Number && p.Type != Integer {
			continue
		}
		with := func(value any) bool {
			other := maps.Clone(v)
			other[p.Name] = value
			return c.Within(width, height, other)
		}
		if value, ok := p.largest(f, v, with); ok {
			out[p.Name] = value
		}
	}
	return out
}

// largest is the parameter's largest value below its present one that fits.
func (p Parameter) largest(f Factor, v Values, fits func(any) bool) (any, bool) {
	if p.Type == Integer { // at most some hundred values, or a straight line
		lo, hi := int(math.Ceil(p.Min)), v.Int(p.Name)
		if f.Table != nil {
			for ; hi >= lo; hi-- {
				if fits(hi) {
					return hi, true
				}
			}
			return nil, false
		}
		if !fits(lo) {
			return nil, false
		}
		for lo < hi {
			if mid := lo + (hi-lo+1)/2; fits(mid) {
				lo = mid
			} else {
				hi = mid - 1
			}
		}
		return lo, true
	}
	if !fits(p.Min) {
		return nil, false
	}
	lo, hi := p.Min, v.Number(p.Name)
	for range 40 {
		if mid := (lo + hi) / 2; fits(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	if p.Step > 0 {
		lo = max(p.Min, p.Min+math.Floor((lo-p.Min)/p.Step)*p.Step)
	}
	return lo, true
}

// advice says for people what largest says.
func advice(d Descriptor, largest map[string]any) string {
	var ways []string
	if w, ok := largest["width"]; ok {
		ways = append(ways, fmt.Sprintf("a picture of at most %v × %v pixels", w, largest["height"]))
	}
	for _, p := range d.Parameters {
		if n, ok := largest[p.Name]; ok {
			ways = append(ways, fmt.Sprintf("%s of at most %v", p.Name, n))
		}
	}
	if len(ways) == 0 {
		return "Choose smaller parameters and a smaller picture."
	}
	text := "Send " + strings.Join(ways, ", or ")
	if _, ok := d.parameter(FitParameter); ok {
		text += ", or fit=true to have the picture sized down"
	}
	return text + "."
}

func about(seconds float64) string {
	if seconds < 120 {
		return fmt.Sprintf("%.0f s", max(seconds, 1))
	}
	return fmt.Sprintf("%.0f min", seconds/60)
}

func rounded(seconds float64) float64 { return math.Ceil(seconds*10) / 10 }
