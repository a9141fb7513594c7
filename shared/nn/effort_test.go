package nn

import "testing"

// TestEffort: what takes long without convolutions is not free.
func TestEffort(t *testing.T) {
	r := dice(1)
	effort := func(op Op) float64 {
		n, err := NewNetwork(graph(conv(r, 3, 8, 3, 1, 1), op, conv(r, 8, 8, 3, 1, 1)))
		if err != nil {
			t.Fatal(err)
		}
		e, err := n.Effort(64, 64, last(n.Graph))
		if err != nil {
			t.Fatal(err)
		}
		return e
	}
	if e := effort(ReLU{}); e != 0 {
		t.Errorf("a ReLU that the convolution does takes %v", e)
	}
	if three, nine := effort(Pool{Max: true, K: 3, Stride: 1}), effort(Pool{Max: true, K: 9, Stride: 1}); nine < 6*three {
		t.Errorf("windows of 9 × 9 take %v, of 3 × 3 %v", nine, three)
	}
	if few, many := effort(LRN{Size: 5, Beta: 0.75, K: 1}), effort(LRN{Size: 501, Beta: 0.75, K: 1}); many < 20*few {
		t.Errorf("a sum over 501 channels takes %v, over 5 %v", many, few)
	}
	for _, op := range []Op{Clip{0, 6}, Affine{make([]float32, 8), make([]float32, 8)}, Softmax{}, Padding{Pad{1, 1, 1, 1}}} {
		if e := effort(op); e <= 0 {
			t.Errorf("%T is free", op)
		}
	}
	n, _ := NewNetwork(graph(conv(r, 3, 8, 3, 1, 1)))
	if _, err := n.Effort(1, 1, 1); err != nil {
		t.Error(err)
	}
}
