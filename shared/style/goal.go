package style

import (
	"context"

	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/nn"
)

// goal is what a picture of one size is to come near to.
type goal struct {
	tiles   *tiling
	looks   []*look
	scene   *scene
	colours *palette
	smooth  float64
	tile    int     // that is being worked on
	content float64 // loss of the tiles so far
}

// losses say how far a picture is from its goal.
type losses struct{ style, content, colours, rough float64 }

// newGoal looks at the style's picture and at the content's, both at the sizes
// that they are to be seen in.
func (r *run) newGoal(ctx context.Context, content, style *dream.Canvas) (*goal, error) {
	g := &goal{smooth: r.options.Smooth, colours: newPalette(style, r.options.Palette)}
	if err := r.study(ctx, g, style); err != nil {
		return nil, err
	}
	l := r.layers
	t, err := newTiling(r.net, g.config(r), content.W, content.H, r.most)
	if err != nil {
		return nil, err
	}
	g.tiles, r.memory = t, t.plan.Buffer()
	g.scene = &scene{node: l.Content, weight: 1 / r.options.Strength}
	var m *moments
	for i := range t.areas {
		if err := t.forward(ctx, content, i); err != nil {
			return nil, err
		}
		act := t.plan.Activation(l.Content)
		if m == nil {
			m = newMoments(act.C)
		}
		m.add(act, t.cells(i, act))
		g.scene.keep(act)
	}
	g.scene.scale(m)
	return g, nil
}

// config is that of the plan for the picture that is painted.
func (g *goal) config(r *run) nn.Config {
	l := r.layers
	return nn.Config{Targets: append([]int{l.Content}, l.Style...), Gradient: true, Seed: g.seed, Memory: r.memory}
}

// study takes the looks of the style's picture.
func (r *run) study(ctx context.Context, g *goal, style *dream.Canvas) error {
	l := r.layers
	t, err := newTiling(r.net, nn.Config{Targets: l.Style, Memory: r.memory}, style.W, style.H, r.most)
	if err != nil {
		return err
	}
	r.memory = t.plan.Buffer()
	sums := make([]*moments, len(l.Style))
	for i := range t.areas {
		if err := t.forward(ctx, style, i); err != nil {
			return err
		}
		for j, node := range l.Style {
			act := t.plan.Activation(node)
			if sums[j] == nil {
				sums[j] = newMoments(act.C)
			}
			sums[j].add(act, t.cells(i, act))
		}
	}
	for j, node := range l.Style {
		g.looks = append(g.looks, newLook(node, l.weight(j), sums[j]))
	}
	return nil
}

// gradient writes the gradient at img into out. The style's part depends on the
// whole picture, so tiles are gone through twice.
func (g *goal) gradient(ctx context.Context, img, out *dream.Canvas) (l losses, err error) {
	for _, k := range g.looks {
		k.now.clear()
	}
	t := g.tiles
	for i := range t.areas {
		if err := t.forward(ctx, img, i); err != nil {
			return l, err
		}
		for _, k := range g.looks {
			act := t.plan.Activation(k.node)
			k.now.add(act, t.cells(i, act))
		}
	}
	for _, k := range g.looks {
		l.style += k.loss()
	}
	g.content = 0
	for i := range t.areas {
		g.tile = i
		if len(t.areas) > 1 {
			if err := t.forward(ctx, img, i); err != nil {
				return l, err
			}
		}
		if err := t.plan.Backward(ctx); err != nil {
			return l, err
		}
		t.collect(out, i)
	}
	l.content = g.content
	l.colours = g.colours.gradient(img, out)
	l.rough = roughness(img, out, g.smooth)
	return l, nil
}

// seed writes the gradient with respect to a layer of the tile.
func (g *goal) seed(node int, act, gradient nn.View, add bool) {
	for _, k := range g.looks {
		if k.node == node {
			k.seed(act, gradient, add)
			add = true
		}
	}
	if node == g.scene.node {
		g.content += g.scene.loss(g.tile, act, g.tiles.cells(g.tile, act))
		g.scene.seed(g.tile, act, gradient, add)
	}
}
