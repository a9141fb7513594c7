package function

import (
	"context"
	"strings"
	"sync"

	weights "github.com/reverie-image/reverie/shared/dream/shipped"
)

// shipped is the network that Reverie trains itself.
var shipped = look{
	name: "deepdream", title: "DeepDream", version: "1",
	summary: "Makes a neural network see more of what it sees: eyes, faces, shells, pagodas.",
	presets: shippedPresets(), usual: "eyes",
	load: func(context.Context) (*dreamer, error) { return loadShipped() },
}

var loadShipped = sync.OnceValues(func() (*dreamer, error) {
	m, err := weights.Model()
	if err != nil {
		return nil, err
	}
	return newDreamer(m)
})

// shippedWork is what a step takes with each layer, in GFLOP for a megapixel of
// the network's windows, and shippedMost how many of them a window can have. A
// test computes them anew.
var shippedWork = map[string]float64{
	"c1": 2.4, "c2": 16.3, "c3": 23.2, "c4": 37, "c5": 43.9, "c6": 55.4, "c7": 59.8, "logits": 59.8,
}

var shippedMost = map[string]float64{
	"c1": 2.2, "c2": 1.3, "c3": 1.34, "c4": 1.15, "c5": 1.16, "c6": 1.1, "c7": 1.1, "logits": 1.1,
}

// classes are what the shipped network can name, in the order of its logits.
// What has a form grows apart from its like; what is a pattern is everywhere.
var classes = []struct {
	value, title string
	apart        int
}{
	{"eye", "Eyes, large", 2}, {"spiral", "Spirals", 0}, {"scales", "Scales", 0}, {"arches", "Arches", 0}, {"fur", "Fur", 0},
	{"leaves", "Leaves", 0}, {"feathers", "Feathers", 0}, {"rosettes", "Leopard", 0}, {"zebra", "Zebra", 0}, {"honeycomb", "Honeycomb", 0},
	{"flower", "Flowers", 2}, {"face", "Animal faces", 2}, {"bird", "Birds", 2}, {"fish", "Fish", 2}, {"pagoda", "Pagodas", 2},
	{"wheel", "Wheels", 2}, {"tentacles", "Tentacles", 0}, {"shell", "Shells", 2}, {"butterfly", "Butterflies", 2}, {"bricks", "Bricks", 0},
	{"car", "Cars", 2}, {"sky", "Sky", 3}, {"bubbles", "Bubbles", 0}, {"mandala", "Mandalas", 3}, {"tower", "Towers", 2}, {"snake", "Snakes", 2},
}

// dull is how much of the colour of a layer's gradient is left out: the first
// layers see little of a thing but its edges, and every edge of two colours would
// become a rainbow.
var dull = map[string]float64{"c1": 0.85, "c2": 0.85, "c3": 0.7, "c4": 0.35}

func shippedPresets() []preset {
	list := []preset{
		{value: "eyes", title: "Eyes", group: "Moods", layer: "c5", class: -1},
		{value: "creatures", title: "Creatures", group: "Moods", layer: "c6", class: -1},
		{value: "strokes", title: "Strokes", group: "Moods", layer: "c2", class: -1},
	}
	for i, c := range classes {
		list = append(list, preset{value: c.value, title: c.title, group: "Motifs", layer: "logits", class: i, apart: c.apart})
	}
	for _, layer := range []string{"c1", "c2", "c3", "c4", "c5", "c6", "c7"} {
		list = append(list, preset{value: layer, title: "Layer " + strings.TrimPrefix(layer, "c"), group: "Layers", layer: layer, class: -1})
	}
	for i, p := range list {
		list[i].work, list[i].most, list[i].dull = shippedWork[p.layer], shippedMost[p.layer], dull[p.layer]
	}
	return list
}
