package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/reverie-image/reverie/shared/nn"
)

// layer is an operation up to the deepest layer as the Python program reads it;
// weights follow each other in weights.f32, [out][row][column][in] and then the
// biases.
type layer struct {
	Op     string `json:"op"`
	In     int    `json:"in,omitempty"`
	Out    int    `json:"out,omitempty"`
	K      int    `json:"k,omitempty"`
	Stride int    `json:"stride,omitempty"`
	Pad    int    `json:"pad,omitempty"`
}

// dreamSeed is the second half of package dream's random seed.
const dreamSeed = 0x7265766572696521

// export writes what the Python program needs to do the same steps.
func export(dir string, j job) error {
	g, node, err := network()
	if err != nil {
		return err
	}
	var layers []layer
	var weights []float32
	for _, n := range g.Nodes[1 : node+1] {
		switch op := n.Op.(type) {
		case nn.Conv:
			layers = append(layers, layer{"conv", op.In, op.Out, op.KH, op.Stride, op.Pad.Top})
			weights = append(append(weights, op.Weight...), op.Bias...)
		case nn.ReLU:
			layers = append(layers, layer{Op: "relu"})
		case nn.Pool:
			layers = append(layers, layer{Op: "average"})
		default:
			return fmt.Errorf("the Python program has no %T", op)
		}
	}
	o, in := j.options(node), g.Nodes[0].Op.(nn.Input)
	r := rand.New(rand.NewPCG(o.Seed, dreamSeed))
	jitter := make([][2]int, j.octaves*j.steps)
	for i := range jitter {
		jitter[i] = [2]int{r.IntN(16), r.IntN(16)}
	}
	text, err := json.Marshal(map[string]any{
		"layers": layers, "mean": in.Mean, "scale": in.Scale, "jitter": jitter,
		"width": j.w, "height": j.h, "octaves": o.Octaves, "octave_scale": o.Scale, "steps": o.Steps, "step": o.Step, "balance": o.Balance,
	})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "job.json"), text, 0o600); err != nil {
		return err
	}
	if err := writeFloats(filepath.Join(dir, "weights.f32"), weights); err != nil {
		return err
	}
	return writeFloats(filepath.Join(dir, "picture.f32"), picture(j.w, j.h).Pix)
}

func writeFloats(path string, v []float32) error {
	var b bytes.Buffer
	if err := binary.Write(&b, binary.LittleEndian, v); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o600)
}

// peakMemory is the most that the process has had in memory, in MB of 10⁶ bytes.
func peakMemory() (float64, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	var kib float64
	_, rest, _ := bytes.Cut(status, []byte("VmHWM:"))
	if _, err := fmt.Sscan(string(rest), &kib); err != nil {
		return 0, fmt.Errorf("VmHWM: %w", err)
	}
	return kib * 1024 / 1e6, nil
}
