package nn

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"math"
	"runtime"
	"testing"

	"github.com/reverie-image/reverie/shared/nn/kernel"
)

// everything is a graph with every operation that dreams use.
func everything() *Graph {
	r := dice(11)
	return graph(conv(r, 3, 37, 7, 2, 3), ReLU{}, Pool{Max: true, K: 3, Stride: 2, Ceil: true}, LRN{Size: 5, Alpha: 1e-1, Beta: 0.75, K: 1},
		conv(r, 37, 20, 3, 1, 1), ReLU{},
		Node{"a", conv(r, 20, 9, 1, 1, 0), []int{6}}, ReLU{},
		Node{"b", conv(r, 20, 12, 5, 1, 2), []int{6}}, ReLU{},
		Node{"join", Concat{}, []int{8, 10}}, Pool{K: 2, Stride: 2}, conv(r, 21, 33, 3, 1, 1), ReLU{}, Softmax{})
}

func add(h hash.Hash, values []float32) {
	for _, v := range values {
		_ = binary.Write(h, binary.LittleEndian, math.Float32bits(v))
	}
}

// digest is a hash of a network's activations and of its gradient.
func digest(t *testing.T) string {
	g := everything()
	b := newBed(t, g, Config{Height: 50, Width: 67, Targets: []int{last(g) - 1, last(g)}, Gradient: true}, 40)
	b.differentiate(t)
	h := sha256.New()
	add(h, b.inputGradient())
	b.objective(t)
	add(h, b.Activation(last(g)).Row(0, 1))
	return hex.EncodeToString(h.Sum(nil))[:32]
}

// The hash is the same in every build: see TestBuilds.
const digestWant = "6b17bac31ac8d4f12afc8fdfc40fedab"

func TestSameBits(t *testing.T) {
	was := kernel.Active()
	t.Cleanup(func() { _ = kernel.Use(was) })
	for _, level := range kernel.Supported() {
		for _, threads := range []int{1, 2, 5} {
			t.Run(fmt.Sprint(level, " with ", threads, " threads"), func(t *testing.T) {
				if err := kernel.Use(level); err != nil {
					t.Fatal(err)
				}
				defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(threads))
				if got := digest(t); got != digestWant {
					t.Errorf("hash %s, want %s", got, digestWant)
				}
			})
		}
	}
}
