package picture

import "context"

// Invert makes of each of red, green and blue what is missing to full: a
// negative. Alpha stays.
func (p *Picture) Invert(ctx context.Context) error { return p.linear(ctx, -1, 1) }
