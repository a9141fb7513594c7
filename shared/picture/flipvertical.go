package picture

import "context"

// FlipVertical mirrors the picture top to bottom, as it is shown: it is
// FlipHorizontal in the other direction, and keeps what that keeps.
func (p *Picture) FlipVertical(ctx context.Context) (err error) {
	defer guardOperation(&err)
	return p.mirrored(ctx, p.head.Orientation < 5)
}

func (p *Picture) turnFramesOver(ctx context.Context) error {
	h := p.anim.Config.Height
	for _, m := range p.anim.Image {
		if err := turnOver(ctx, m.Pix, m.Stride, m.Rect.Dx(), m.Rect.Dy()); err != nil {
			return err
		}
		m.Rect.Min.Y, m.Rect.Max.Y = h-m.Rect.Max.Y, h-m.Rect.Min.Y
	}
	return nil
}
