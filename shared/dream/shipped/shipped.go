// Package shipped holds the weights of the network that Reverie trains itself
// and ships: see internal/train and docs/deepdream.md.
package shipped

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
	"sync"

	"github.com/reverie-image/reverie/shared/nn/model"
)

//go:embed reverie.safetensors.gz
var weights []byte

// File is the shipped network as a file of safetensors.
func File() ([]byte, error) {
	r, err := gzip.NewReader(bytes.NewReader(weights))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

// Model is the shipped network. It is read when it is first asked for.
var Model = sync.OnceValues(func() (*model.Model, error) {
	file, err := File()
	if err != nil {
		return nil, err
	}
	return model.Load(file, model.Options{})
})
