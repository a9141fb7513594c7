package function

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/nn/model"
)

// kept is a user's model, whose weights are in memory only while it is used.
type kept struct {
	source  *source
	sidecar *model.Sidecar // as it was when the converter was made
	sha256  string         // of the file then
}

// shelf holds the weights of the model that was used last, and no others:
// conversions with a network go one after the other, and weights may have
// hundreds of megabytes. Its lock also lets models load one by one.
var shelf struct {
	sync.Mutex
	owner   *kept
	dreamer *dreamer
	empty   *time.Timer
}

// idle is how long weights that nobody uses are kept.
const idle = 5 * time.Minute

// first reads the model for the first time.
func (k *kept) first(ctx context.Context) (*dreamer, error) {
	shelf.Lock()
	defer shelf.Unlock()
	var err error
	if k.sidecar, err = k.source.about(ctx); err != nil {
		return nil, err
	}
	d, err := k.read(ctx)
	if err != nil {
		return nil, err
	}
	k.sha256 = d.SHA256
	return d, nil
}

// load is the network, read anew if another one was used since. It must be the
// one that the converter was made of.
func (k *kept) load() (*dreamer, error) {
	shelf.Lock()
	defer shelf.Unlock()
	if shelf.owner == k {
		shelf.empty.Reset(idle)
		return shelf.dreamer, nil
	}
	began := time.Now()
	d, err := k.read(context.Background())
	if err != nil {
		if errors.As(err, new(*fault.Error)) { // the bucket's
			return nil, err
		}
		return nil, fault.Wrap(err, fault.ConversionFailed, "The model's file can no longer be read.")
	}
	if d.SHA256 != k.sha256 {
		vacate()
		return nil, fault.New(fault.ConversionFailed, "The model's file was replaced since Reverie started. It must be started again to use the new one.")
	}
	slog.Info("model loaded", "model", d.Name, "took", time.Since(began).Round(time.Millisecond).String())
	return d, nil
}

// read puts the model on the shelf, once what was there has left it.
func (k *kept) read(ctx context.Context) (*dreamer, error) {
	vacate()
	d, err := k.source.read(ctx, k.sidecar)
	if err != nil {
		return nil, err
	}
	shelf.owner, shelf.dreamer = k, d
	shelf.empty = time.AfterFunc(idle, func() {
		shelf.Lock()
		defer shelf.Unlock()
		if shelf.owner == k {
			vacate()
		}
	})
	return d, nil
}

func vacate() {
	if shelf.empty != nil {
		shelf.empty.Stop()
	}
	shelf.owner, shelf.dreamer, shelf.empty = nil, nil, nil
}
