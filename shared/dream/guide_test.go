package dream

import (
	"testing"

	"github.com/reverie-image/reverie/shared/nn"
)

// TestPlacesOfAGuide: the work of a guide keeps within bounds of a layer's own.
func TestPlacesOfAGuide(t *testing.T) {
	net, node := thinNet(t, 4)
	for n := 1; n <= node; n++ {
		forward, back, err := net.FLOPs(guideSide, guideSide, n)
		if err != nil {
			t.Fatal(err)
		}
		shapes, _ := net.Graph.Shapes(guideSide, guideSide, n+1)
		places := guidePlaces(net, n)
		if work := 2 * float64(places) * float64(shapes[n].Floats()); places > 256 && work > 2.01*(forward+back) {
			t.Errorf("node %d: %d places are %.1f times its work", n, places, work/(forward+back))
		}
	}
	act := plainView(t, net, node)
	if all := act.H * act.W; len(newGuide(act, all+5).features) != all || len(newGuide(act, 7).features) != 7 {
		t.Errorf("of %d places %d are taken, and %d of 7", all, len(newGuide(act, all+5).features), len(newGuide(act, 7).features))
	}
}

func plainView(t *testing.T, net *nn.Network, node int) nn.View {
	t.Helper()
	p, err := net.Plan(nn.Config{Width: 128, Height: 96, Targets: []int{node}})
	if err != nil {
		t.Fatal(err)
	}
	Load(p, noise(128, 96), 0, 0)
	if err := p.Forward(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p.Activation(node)
}
