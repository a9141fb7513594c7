package webp

import "errors"

// header starts the first partition (RFC 6386, 9.2 to 9.11).
func (f *frame) header(p *probs, skip uint8) *boolWriter {
	w := newBoolWriter()
	w.number(0, 2) // colours as usual; samples are clamped
	w.number(0, 1) // no segments
	w.number(0, 1) // the normal filter
	w.number(f.q.filterLevel(), 6)
	w.number(0, 3) // sharpness
	w.number(0, 1) // no changes of the filter
	w.number(0, 2) // one partition of tokens
	w.number(f.q.index, 7)
	w.number(0, 5) // the same for all kinds
	w.number(0, 1) // probabilities are for this frame
	for i := range p {
		for j, v := range p[i] {
			changed := v != firstProbs[i][j]
			w.put(changed, updateProbs[i][j])
			if changed {
				w.number(int(v), 8)
			}
		}
	}
	w.number(1, 1) // macroblocks may have nothing
	w.number(int(skip), 8)
	return w
}

// file puts the parts of the frame together (RFC 6386, 9.1).
func (f *frame) file(head, body []byte) ([]byte, error) {
	if len(head) > maxHead {
		return nil, errors.New("webp: too many modes for a frame")
	}
	const shown, key = 1 << 4, 0
	tag := len(head)<<5 | shown | key
	w, h := f.src.m.Rect.Dx(), f.src.m.Rect.Dy()
	out := make([]byte, 0, 10+len(head)+len(body))
	out = append(out, byte(tag), byte(tag>>8), byte(tag>>16), 0x9d, 0x01, 0x2a, byte(w), byte(w>>8), byte(h), byte(h>>8))
	return append(append(out, head...), body...), nil
}
