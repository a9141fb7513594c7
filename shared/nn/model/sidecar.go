package model

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/reverie-image/reverie/shared/nn"
)

// Sidecar is what a user may say about a model in a JSON file beside it,
// vgg16.onnx.json for vgg16.onnx. What it leaves out stays as it was found.
type Sidecar struct {
	Name    string   `json:"name"`
	Version string   `json:"version"`
	Classes []string `json:"classes"`
	// Mean and Scale are those of nn.Input: (v − mean) × scale for v from 0 to
	// 255, in the order of channels that the network sees.
	Mean  *[3]float32 `json:"mean"`
	Scale *[3]float32 `json:"scale"`
	BGR   *bool       `json:"bgr"`
	sum   string
}

// MaxSidecar is the largest sidecar, in bytes.
const MaxSidecar = 1 << 20

// ReadSidecar reads a sidecar's file. Without one it is nil, and no error.
func ReadSidecar(path string) (*Sidecar, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, MaxSidecar+1))
	if err == nil && len(data) > MaxSidecar {
		err = fmt.Errorf("more than %d bytes", MaxSidecar)
	}
	if err != nil {
		return nil, err
	}
	s, err := ParseSidecar(data)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// ParseSidecar reads a sidecar's JSON and refuses members that it does not know.
func ParseSidecar(data []byte) (*Sidecar, error) {
	var raw struct {
		*Sidecar
		Mean  []float32 `json:"mean"`
		Scale []float32 `json:"scale"`
	}
	s := &Sidecar{}
	raw.Sidecar = s
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&raw); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("there is something behind the JSON object")
	}
	var err error
	if s.Mean, err = three("mean", raw.Mean); err != nil {
		return nil, err
	}
	if s.Scale, err = three("scale", raw.Scale); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	s.sum = hex.EncodeToString(sum[:4])
	return s, nil
}

// three is a list of three numbers, nil if there is none.
func three(name string, v []float32) (*[3]float32, error) {
	if v == nil {
		return nil, nil
	}
	if len(v) != 3 {
		return nil, fmt.Errorf("%s has %d numbers, want 3", name, len(v))
	}
	return (*[3]float32)(v), nil
}

// input is the input with what the sidecar says.
func (s *Sidecar) input(in nn.Input) nn.Input {
	if s == nil {
		return in
	}
	if s.Mean != nil {
		in.Mean = *s.Mean
	}
	if s.Scale != nil {
		in.Scale = *s.Scale
	}
	if s.BGR != nil {
		in.BGR = *s.BGR
	}
	return in
}

// apply sets the names of a graph that has been made.
func (s *Sidecar) apply(m *Model) error {
	if s == nil {
		return nil
	}
	if s.Name != "" {
		m.Graph.Name = s.Name
	}
	if s.Version != "" {
		m.Graph.Version = s.Version
	}
	if s.Classes != nil {
		if err := checkClasses(m.Graph, s.Classes); err != nil {
			return err
		}
		m.Graph.Classes = s.Classes
	}
	return nil
}

// mark tells apart versions of the same file with different sidecars.
func (s *Sidecar) mark() string {
	if s == nil || s.sum == "" {
		return ""
	}
	return "+" + s.sum
}

// checkClasses compares the number of classes with the logits of the last
// dense layer.
func checkClasses(g *nn.Graph, classes []string) error {
	for i := len(g.Nodes) - 1; i >= 0; i-- {
		if d, ok := g.Nodes[i].Op.(nn.Dense); ok {
			if d.Out != len(classes) {
				return fmt.Errorf("%d names of classes for %d logits", len(classes), d.Out)
			}
			return nil
		}
	}
	return errors.New("names of classes for a network without a dense layer")
}
