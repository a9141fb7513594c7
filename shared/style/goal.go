package style

import (
	"context"

	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/nn"
)

// goal is what a picture of one size is to come near to.
type goal struct {
	tiles  *tiling
	looks  []*look
	scene  *scene
	smooth float64
}

// losses say how far a picture is from its goal.
type losses struct{ style, content, rough float64 }

// newGoal looks at the style's picture and at the content's, both at the sizes
// that they are to be seen in.
func (r *run) newGoal(ctx context.Context, content, style *dream.Canvas) (*goal, error) {
	g := &goal{smooth: r.options.Smooth}
	if err := r.study(ctx, g, style); err != nil {
		return nil, err
	}
	l := r.layers
	targets := append([]int{l.Content}, l.Style...)
	t, err := newTiling(r.net, targets, true, content.W, content.H, r.memory)
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

// study takes the looks of the style's picture.
func (r *run) study(ctx context.Context, g *goal, style *dream.Canvas) error {
	l := r.layers
	t, err := newTiling(r.net, l.Style, false, style.W, style.H, r.memory)
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
	for i := range t.areas {
		if len(t.areas) > 1 {
			if err := t.forward(ctx, img, i); err != nil {
				return l, err
			}
		}
		l.content += g.seed(t.plan, i)
		if err := t.plan.Backward(ctx); err != nil {
			return l, err
		}
		t.collect(out, i)
	}
	l.rough = roughness(img, out, g.smooth)
	return l, nil
}

// seed writes the gradients with respect to the layers of a tile.
func (g *goal) seed(p *nn.Plan, tile int) (content float64) {
	both := false
	for _, k := range g.looks {
		k.seed(p.Activation(k.node), p.Gradient(k.node))
		both = both || k.node == g.scene.node
	}
	act := p.Activation(g.scene.node)
	g.scene.seed(tile, act, p.Gradient(g.scene.node), both)
	return g.scene.loss(tile, act, g.tiles.cells(tile, act))
}
