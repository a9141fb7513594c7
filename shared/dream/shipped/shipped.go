// Package shipped holds the weights of the network that Reverie trains itself
// and ships: see internal/train and docs/deepdream.md.
package shipped

import (
	_ "embed"
	"sync"

	"github.com/reverie-image/reverie/shared/nn/model"
)

//go:embed reverie.safetensors
var weights []byte

// Model is the shipped network. It is read when it is first asked for.
var Model = sync.OnceValues(func() (*model.Model, error) { return model.Load(weights, model.Options{}) })
