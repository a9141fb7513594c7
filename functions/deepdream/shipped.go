package function

import (
	"strings"
	"sync"

	weights "github.com/reverie-image/reverie/shared/dream/shipped"
)

// shipped is the network that Reverie trains itself.
var shipped = look{
	name: "deepdream", title: "DeepDream", version: "1",
	summary: "Makes a neural network see more of what it sees: eyes, faces, shells, pagodas.",
	presets: shippedPresets(), usual: "eyes",
	load: sync.OnceValues(func() (*dreamer, error) {
		m, err := weights.Model()
		if err != nil {
			return nil, err
		}
		return newDreamer(m)
	}),
}

// shippedWork is what a step takes with each layer, in GFLOP for a megapixel:
// the convolutions up to it, forward and back. A test computes it anew.
var shippedWork = map[string]float64{
	"c1": 2.4, "c2": 16.3, "c3": 23.2, "c4": 37, "c5": 43.9, "c6": 55.4, "c7": 59.8, "logits": 59.8,
}

// classes are what the shipped network can name, in the order of its logits.
var classes = []struct{ value, title string }{
	{"eye", "Eyes, large"}, {"spiral", "Spirals"}, {"scales", "Scales"}, {"arches", "Arches"}, {"fur", "Fur"},
	{"leaves", "Leaves"}, {"feathers", "Feathers"}, {"rosettes", "Leopard"}, {"zebra", "Zebra"}, {"honeycomb", "Honeycomb"},
	{"flower", "Flowers"}, {"face", "Animal faces"}, {"bird", "Birds"}, {"fish", "Fish"}, {"pagoda", "Pagodas"},
	{"wheel", "Wheels"}, {"tentacles", "Tentacles"}, {"shell", "Shells"}, {"butterfly", "Butterflies"}, {"bricks", "Bricks"},
	{"car", "Cars"}, {"sky", "Sky"}, {"bubbles", "Bubbles"}, {"mandala", "Mandalas"}, {"tower", "Towers"}, {"snake", "Snakes"},
}

func shippedPresets() []preset {
	list := []preset{
		{value: "eyes", title: "Eyes", group: "Moods", layer: "c4", class: -1},
		{value: "creatures", title: "Creatures", group: "Moods", layer: "c6", class: -1},
		{value: "strokes", title: "Strokes", group: "Moods", layer: "c3", class: -1},
	}
	for i, c := range classes {
		list = append(list, preset{value: c.value, title: c.title, group: "Motifs", layer: "logits", class: i})
	}
	for _, layer := range []string{"c1", "c2", "c3", "c4", "c5", "c6", "c7"} {
		list = append(list, preset{value: layer, title: "Layer " + strings.TrimPrefix(layer, "c"), group: "Layers", layer: layer, class: -1})
	}
	for i, p := range list {
		list[i].work = shippedWork[p.layer]
	}
	return list
}
