package function

import (
	"fmt"
	"strings"
	"sync"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/nn/model"
)

// prefix is what the names of converters for users' models begin with.
const prefix = "deepdream-"

// maxClasses is how many classes a catalogue entry lists.
const maxClasses = 200

// Custom makes a converter of a file of weights: it dreams of the layers of its
// network, and of its classes if the file names them. The file is read whole to
// learn its layers, and its weights are kept.
func Custom(path string) (*convert.Converter, error) {
	m, err := model.Open(path, model.Options{FeaturesOnly: true})
	if err != nil {
		return nil, err
	}
	d, err := newDreamer(m)
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", m.Name, err)
	}
	l := &look{
		name: converterName(m.Name), title: "Dream of " + m.Name, version: shipped.version + "-" + m.Version,
		summary: "DeepDream with the network " + m.Name + ".",
		load:    sync.OnceValues(func() (*dreamer, error) { return d, nil }),
	}
	if l.presets, err = d.presets(); err != nil {
		return nil, fmt.Errorf("model %s: %w", m.Name, err)
	}
	l.usual = l.presets[len(l.presets)/2].value
	c := l.converter()
	if err := c.Validate(); err != nil {
		return nil, fmt.Errorf("model %s: %w", m.Name, err)
	}
	return &c, nil
}

// converterName is a model's name as a name of the catalogue: lower-case words
// joined by hyphens.
func converterName(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	const most = 40
	joined := prefix + strings.Join(words, "-")
	return strings.TrimRight(joined[:min(len(joined), most)], "-")
}

// presets are the layers of a network and its classes.
func (d *dreamer) presets() (list []preset, err error) {
	const side = 1024
	work := func(node int) (float64, error) {
		forward, back, err := d.net.FLOPs(side, side, node)
		return max((forward+back)/(side*side)/1e3, 0.1), err // FLOP a pixel is MFLOP a megapixel
	}
	for _, l := range d.Graph.Layers {
		gflop, err := work(l.Node)
		if err != nil {
			continue // a layer for one size of pictures only
		}
		if isLogits := len(d.Graph.Classes) > 0 && d.channels(l.Node) == len(d.Graph.Classes); isLogits && len(d.Graph.Classes) <= maxClasses {
			for i, c := range d.Graph.Classes {
				list = append(list, preset{value: "class: " + c, title: c, group: "Classes", layer: l.Name, class: i, work: gflop})
			}
			continue
		}
		list = append(list, preset{value: l.Name, title: l.Name, group: "Layers", layer: l.Name, class: -1, work: gflop})
	}
	if len(list) == 0 {
		return nil, fmt.Errorf("it has no layer that can be dreamt of")
	}
	return list, nil
}
