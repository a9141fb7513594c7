package function

import (
	"context"
	"fmt"
	"unicode"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/picture"
)

// What a catalogue entry lists.
const (
	maxLayers  = 120
	maxClasses = 1000
	maxLabel   = 100  // bytes of a layer's or class's name
	maxNodes   = 2000 // of a network: laying their memory out takes their number squared
)

// nameLogits makes the classes' logits a layer, if they have names and the file
// does not make them one itself.
func nameLogits(g *nn.Graph) error {
	if len(g.Nodes) > maxNodes {
		return fmt.Errorf("the network has %d nodes, more than %d", len(g.Nodes), maxNodes)
	}
	if len(g.Classes) == 0 {
		return nil
	}
	at := len(g.Nodes) - 1
	for at > 0 && !isDense(g.Nodes[at].Op) {
		at--
	}
	for _, l := range g.Layers {
		if l.Node == at {
			return nil
		}
	}
	const name = "logits"
	if _, taken := g.Lookup(name); taken {
		return fmt.Errorf("its layer %s is none of classes", name)
	}
	g.Layers = append(g.Layers, nn.Layer{Name: name, Node: at})
	return nil
}

func isDense(op nn.Op) bool { _, ok := op.(nn.Dense); return ok }

// presets are the layers of a network, of very deep ones a part, and its classes.
func (d *dreamer) presets(ctx context.Context) (list []preset, err error) {
	var classes []preset
	layers := d.Graph.Layers
	for i, l := range layers {
		isLogits := len(d.Graph.Classes) > 0 && isDense(d.Graph.Nodes[l.Node].Op) && d.channels(l.Node) == len(d.Graph.Classes)
		if n := len(layers); !isLogits && n > maxLayers && i*maxLayers/n == (i+1)*maxLayers/n {
			continue
		}
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		work, most, err := d.work(l.Node)
		switch {
		case err != nil && isLogits:
			return nil, fmt.Errorf("its classes cannot be dreamt of, leave them out of its JSON file: %w", err)
		case err != nil || !printable(l.Name):
			continue
		case isLogits:
			classes = d.named(preset{layer: l.Name, group: "Classes", work: work, most: most})
		default:
			list = append(list, preset{value: l.Name, title: l.Name, group: "Layers", layer: l.Name, class: -1, work: work, most: most})
		}
	}
	if len(list) == 0 {
		return nil, errNothing
	}
	return append(list, classes...), nil
}

// named are the classes as presets like p.
func (d *dreamer) named(p preset) (list []preset) {
	seen := map[string]bool{}
	for i, c := range d.Graph.Classes {
		if value := "class: " + c; len(list) < maxClasses && printable(c) && !seen[value] {
			seen[value] = true
			p.value, p.title, p.class = value, c, i
			list = append(list, p)
		}
	}
	return list
}

func printable(s string) bool {
	for _, r := range s {
		if !unicode.IsPrint(r) {
			return false
		}
	}
	return s != "" && len(s) <= maxLabel
}

// work is what a step with a layer takes, in GFLOP for each megapixel of a
// window, and how many of them a window can have. Layers that do not work at
// every size, or not in the memory that a plan may take, cannot be dreamt of.
func (d *dreamer) work(node int) (work, most float64, err error) {
	for _, side := range []int{80, 96, 112} { // the smallest that are dreamt at
		if _, err := d.Graph.Shapes(side, side, node+1); err != nil {
			return 0, 0, err
		}
	}
	if work, most, err = dream.Rate(d.net, node); err != nil {
		return 0, 0, err
	}
	if least := float64(dream.Least + dream.Windows.Overlap); most*1e6 < least*least {
		return 0, 0, dream.ErrTooLarge
	}
	return max(work, 0.1), most, nil
}

// weights are the bytes of the network's weights as they are in the file's
// order; the engine keeps them in two more.
func (d *dreamer) weights() (n int64) {
	for _, node := range d.Graph.Nodes {
		switch op := node.Op.(type) {
		case nn.Conv:
			n += 4 * int64(len(op.Weight))
		case nn.Dense:
			n += 4 * int64(len(op.Weight))
		}
	}
	return n
}

// need is that of the shipped network with this one's weights.
func (d *dreamer) need() func(picture.Info, convert.Values) int64 {
	weights := 3 * d.weights() // a closure over d would keep it
	return func(info picture.Info, v convert.Values) int64 { return need(info, v) + weights }
}

// usual is what to dream of without a choice: with GoogLeNet and VGG what most
// people know of them, and otherwise the first layer that has seen half of the
// deepest one's work.
func usual(presets []preset) string {
	deepest := 0.0
	for _, p := range presets {
		if p.layer == "inception_4c/output" || p.layer == "conv4_3" {
			return p.value
		}
		if p.class < 0 {
			deepest = max(deepest, p.work)
		}
	}
	for _, p := range presets {
		if p.class < 0 && p.work >= deepest/2 {
			return p.value
		}
	}
	return presets[0].value
}
