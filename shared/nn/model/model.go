package model

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/reverie-image/reverie/shared/nn"
	"github.com/reverie-image/reverie/shared/nn/model/onnx"
	"github.com/reverie-image/reverie/shared/nn/model/safetensors"
)

// DefaultMaxBytes is the largest file without Options.MaxBytes: VGG19 with its
// dense layers has 548 MiB.
const DefaultMaxBytes = 600 << 20

// Model is a network from a file.
type Model struct {
	Graph   *nn.Graph
	Name    string // as in Graph
	Version string // the file's own, or the beginning of its SHA-256
	SHA256  string // of the file, in hexadecimal
	Meta    Meta
}

// Options are choices of Open and Load. The zero value is good.
type Options struct {
	Name     string // for files that do not say their own; Open takes the file's stem
	MaxBytes int64  // a larger file is refused; 0 is DefaultMaxBytes
	// FeaturesOnly leaves dense layers and what follows them out. Of VGG's
	// weights they are nine tenths, and they work at 224 × 224 only.
	FeaturesOnly bool
	// Sidecar is what the user says about a file that cannot say it itself.
	// Open reads it from the file's name with .json behind it if this is nil.
	Sidecar *Sidecar
}

// Open reads the model of a file. Its kind is known by its content.
func Open(path string, o Options) (*Model, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the model: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("open the model: %w", err)
	}
	base := filepath.Base(path)
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("model %s: not a file", base)
	}
	if o.Name == "" {
		o.Name = nameOf(base)
	}
	if o.Sidecar == nil {
		if o.Sidecar, err = ReadSidecar(path + ".json"); err != nil {
			return nil, fmt.Errorf("model %s: its JSON file: %w", base, err)
		}
	}
	m, err := load(f, info.Size(), o)
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", base, err)
	}
	return m, nil
}

// Load reads a model from memory. The model keeps nothing of data.
func Load(data []byte, o Options) (*Model, error) {
	return load(bytes.NewReader(data), int64(len(data)), o)
}

func load(r io.ReaderAt, size int64, o Options) (*Model, error) {
	limit := o.MaxBytes
	if limit <= 0 {
		limit = DefaultMaxBytes
	}
	if size == 0 {
		return nil, errors.New("the file is empty")
	}
	if size > limit {
		return nil, fmt.Errorf("the file has %d bytes, more than %d", size, limit)
	}
	m, err := parse(r, size, o)
	if err != nil {
		return nil, err
	}
	if err := o.Sidecar.apply(m); err != nil {
		return nil, err
	}
	m.describe(o)
	return m, nil
}

// describe fills in the name and version of a file that did not say them.
func (m *Model) describe(o Options) {
	if m.Graph.Name == "" {
		m.Graph.Name = o.Name
	}
	if m.Graph.Version == "" {
		m.Graph.Version = m.SHA256[:12] + o.Sidecar.mark()
	}
	m.Name, m.Version = m.Graph.Name, m.Graph.Version
}

// parse chooses the format by the file's first bytes.
func parse(r io.ReaderAt, size int64, o Options) (*Model, error) {
	head := make([]byte, min(size, 16))
	if _, err := r.ReadAt(head, 0); err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	if safetensors.Sniff(head) {
		return parseHashed(r, size, o)
	}
	if kind := foreign(head); kind != "" {
		return nil, fmt.Errorf("the file is %s: want safetensors or ONNX", kind)
	}
	if !onnx.Sniff(head) { // before all of a large file is read
		return nil, errors.New("the file is neither safetensors nor ONNX")
	}
	data := make([]byte, size)
	if _, err := r.ReadAt(data, 0); err != nil {
		return nil, fmt.Errorf("read: %w", err)
	}
	g, err := onnx.Load(data, onnx.Options{Input: o.Sidecar.input, FeaturesOnly: o.FeaturesOnly})
	if err != nil {
		return nil, fmt.Errorf("the file is no safetensors; as ONNX: %w", err)
	}
	sum := sha256.Sum256(data)
	return &Model{Graph: g, SHA256: hex.EncodeToString(sum[:]), Meta: Meta{Format: "onnx"}}, nil
}

// parseHashed reads a file that is not taken into memory whole. The hash is of
// what was parsed: a file that someone writes to meanwhile is refused.
func parseHashed(r io.ReaderAt, size int64, o Options) (*Model, error) {
	before, err := digest(r, size)
	if err != nil {
		return nil, err
	}
	m, err := parseSafetensors(r, size, o)
	if err != nil {
		return nil, err
	}
	if m.SHA256, err = digest(r, size); err != nil {
		return nil, err
	}
	if m.SHA256 != before {
		return nil, errors.New("the file changed while it was read")
	}
	return m, nil
}

func digest(r io.ReaderAt, size int64) (string, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(r, 0, size)); err != nil {
		return "", fmt.Errorf("read: %w", err)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

func parseSafetensors(r io.ReaderAt, size int64, o Options) (*Model, error) {
	f, err := safetensors.Parse(r, size)
	if err != nil {
		return nil, err
	}
	if f.Metadata["format"] == format {
		return parseOwn(f, size, o)
	}
	return torchvision(f, size, o)
}

// foreign is what a file of weights is that people may take for one of ours.
func foreign(head []byte) string {
	for magic, kind := range map[string]string{
		"PK\x03\x04": "a ZIP archive, as PyTorch's .pth", "\x80\x02": "a Python pickle, as PyTorch's old .pth",
		"\x89HDF": "HDF5, as Keras writes it", "GGUF": "GGUF", "\x93NUMPY": "a NumPy array", "version https": "a pointer of Git LFS, not the file itself",
	} {
		if strings.HasPrefix(string(head), magic) {
			return kind
		}
	}
	return ""
}
