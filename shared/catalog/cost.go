package catalog

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/reverie-image/reverie/shared/config"
)

// Cost says how much work a conversion is before it begins:
//
//	cost    = frames × (Overhead + PerMegapixel × megapixels × Π factor)
//	seconds = cost / PerSecond
//
// Megapixels are those of the main picture, or of a picture of the same shape
// with as many as the value of the parameter CapParameter where that is less,
// and with Windows those that its windows have. It is data and no code, so that
// the function that accepts jobs and the page in the browser come to the same
// estimate as the converter.
type Cost struct {
	Unit         string   `json:"unit"`          // of the cost, for people: "GFLOP"
	PerMegapixel float64  `json:"per_megapixel"` // with all factors 1
	Factors      []Factor `json:"factors,omitempty"`
	Overhead     float64  `json:"overhead,omitempty"` // of a picture, or of each frame
	PerSecond    float64  `json:"per_second"`         // what the usual machine does
	// CapParameter is the number parameter that says how many megapixels are
	// worked on at most, whatever the picture's size; empty without one.
	CapParameter string `json:"cap_parameter,omitempty"`
	// Windows is set where more is worked on than the picture.
	Windows *Windows `json:"windows,omitempty"`
	// BudgetSeconds is what one job may take, by this estimate.
	BudgetSeconds float64 `json:"budget_seconds"`

	frames int // 0 for a still
}

// Factor is how the cost depends on a parameter: Scale × value + Offset for a
// number, or what Table says. The table's keys are the values as JSON writes
// them, a string's without quotes.
type Factor struct {
	Parameter string             `json:"parameter"`
	Scale     float64            `json:"scale,omitempty"`
	Offset    float64            `json:"offset,omitempty"`
	Table     map[string]float64 `json:"table,omitempty"`
}

// Of is the cost of a picture of a size in pixels.
func (c Cost) Of(width, height int, v Values) float64 {
	pixels := float64(width) * float64(height)
	if c.CapParameter != "" {
		most, _ := number(v[c.CapParameter])
		width, height = Capped(width, height, most)
		pixels = min(pixels, most*1e6)
	}
	if c.Windows != nil {
		pixels = c.Windows.pixels(width, height, v)
	}
	return float64(max(c.frames, 1)) * (c.Overhead + c.perPixel(v)*pixels)
}

// Capped is the largest size of the same shape with at most so many megapixels,
// each side rounded down and at least a pixel.
func Capped(width, height int, megapixels float64) (w, h int) {
	pixels, most := float64(width)*float64(height), megapixels*1e6
	if pixels <= most {
		return width, height
	}
	f := math.Sqrt(most / pixels)
	return max(1, int(float64(width)*f)), max(1, int(float64(height)*f))
}

// Seconds estimates how long the conversion takes.
func (c Cost) Seconds(width, height int, v Values) float64 {
	return c.Of(width, height, v) / c.PerSecond
}

// Within reports whether a picture is within the budget.
func (c Cost) Within(width, height int, v Values) bool {
	return c.Seconds(width, height, v) <= c.BudgetSeconds
}

// Frames is c for an animation of n frames, each of which is converted.
func (c Cost) Frames(n int) Cost {
	c.frames = n
	return c
}

// Speed reads CONVERT_SPEED: how many times as much as the usual machine the
// one does that converts; 1 when it is not set.
func Speed(env config.Env) (float64, error) {
	r := config.Read(env)
	speed := r.Number("CONVERT_SPEED", 1)
	return speed, r.Err()
}

// At is the descriptor for a machine of another speed.
func (d Descriptor) At(speed float64) Descriptor {
	d.speed = speed * d.Speed()
	if d.Cost != nil {
		c := *d.Cost
		c.PerSecond *= speed
		d.Cost = &c
	}
	return d
}

// Speed is that of the machine that a descriptor is for, in multiples of the
// usual one's.
func (d Descriptor) Speed() float64 {
	if d.speed == 0 {
		return 1
	}
	return d.speed
}

// Fit is the largest size of the same shape that is within the budget, the size
// itself where that is. It is 0, 0 where not even a single pixel would be.
func (c Cost) Fit(width, height int, v Values) (w, h int) {
	return LargestSize(width, height, func(w, h int) bool { return c.Within(w, h, v) })
}

// perPixel is the cost of one pixel.
func (c Cost) perPixel(v Values) float64 {
	cost := c.PerMegapixel / 1e6
	for _, f := range c.Factors {
		cost *= f.of(v[f.Parameter])
	}
	return cost
}

func (f Factor) of(value any) float64 {
	if f.Table != nil {
		return f.Table[key(value)]
	}
	n, _ := number(value)
	return f.Scale*n + f.Offset
}

// key is a value as a table has it.
func key(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case int:
		return strconv.Itoa(v)
	}
	return fmt.Sprint(value)
}

func (d Descriptor) validateCost() error {
	c := d.Cost
	for _, n := range []float64{c.PerMegapixel, c.PerSecond, c.BudgetSeconds} {
		if !positive(n) {
			return errors.New("per_megapixel, per_second and budget_seconds must be positive numbers")
		}
	}
	if c.Unit == "" || c.Overhead != 0 && !positive(c.Overhead) {
		return errors.New("the unit must be set and the overhead not negative")
	}
	if c.Windows != nil {
		if err := c.Windows.validate(d); err != nil {
			return err
		}
	}
	if p, ok := d.parameter(FitParameter); ok && p.Type != Boolean {
		return fmt.Errorf("parameter %s must be a boolean", FitParameter)
	}
	if p, ok := d.parameter(c.CapParameter); c.CapParameter != "" && (!ok || p.Type != Number || p.Min <= 0) {
		return fmt.Errorf("cap_parameter %s must be a number above 0", c.CapParameter)
	}
	return d.validateFactors(c.Factors)
}

// validate checks that a factor is positive for every value of its parameter.
func (f Factor) validate(p Parameter) error {
	if f.Table == nil {
		if p.Type != Number && p.Type != Integer {
			return fmt.Errorf("a %s needs a table", p.Type)
		}
		if f.Scale <= 0 || !positive(f.Scale*p.Min+f.Offset) || !positive(f.Scale*p.Max+f.Offset) {
			return errors.New("the scale must be positive, and so must what it gives for the bounds")
		}
		return nil
	}
	values, err := p.values()
	if err != nil {
		return err
	}
	for _, v := range values {
		if !positive(f.Table[v]) {
			return fmt.Errorf("the table has no positive number for %s", v)
		}
	}
	if len(f.Table) != len(values) || f.Scale != 0 || f.Offset != 0 {
		return errors.New("the table has values that the parameter has not, or there is a scale beside it")
	}
	return nil
}

// maxTable bounds a table for an integer.
const maxTable = 256

// values are all values of a parameter that has few, as keys of a table.
func (p Parameter) values() ([]string, error) {
	var out []string
	switch {
	case p.Type == Boolean:
		out = []string{"true", "false"}
	case p.Type == String && len(p.Choices) > 0:
		for _, c := range p.Choices {
			out = append(out, c.Value)
		}
	case p.Type == Integer && p.Max-p.Min < maxTable:
		for n := int(p.Min); n <= int(p.Max); n++ {
			out = append(out, strconv.Itoa(n))
		}
	default:
		return nil, fmt.Errorf("a table cannot have all values of parameter %s", p.Name)
	}
	return out, nil
}

func positive(n float64) bool { return n > 0 && !math.IsInf(n, 1) }
