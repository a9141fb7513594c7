package function

import (
	"context"
	"errors"
	"log/slog"
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
// hundreds of megabytes. Its lock also lets models load one by one; it is a
// channel, so that who waits for it hears its context.
var shelf = struct {
	lock    chan struct{}
	owner   *kept
	dreamer *dreamer
	empty   *time.Timer
}{lock: make(chan struct{}, 1)}

// idle is how long weights that nobody uses are kept.
const idle = 5 * time.Minute

// lock waits for the shelf until ctx ends.
func lock(ctx context.Context) (unlock func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, context.Cause(ctx)
	}
	select {
	case shelf.lock <- struct{}{}:
		return func() { <-shelf.lock }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// first reads the model for the first time and hands it to use, which must not
// keep it: nobody may ask for it soon.
func (k *kept) first(ctx context.Context, use func(*dreamer) error) error {
	unlock, err := lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	defer vacate()
	if k.sidecar, err = k.source.about(ctx); err != nil {
		return err
	}
	vacate()
	d, err := k.source.read(ctx, k.sidecar)
	if err != nil {
		return err
	}
	k.sha256 = d.SHA256
	return use(d)
}

// load is the network, read anew if another one was used since. It must be the
// one that the converter was made of.
func (k *kept) load(ctx context.Context) (*dreamer, error) {
	unlock, err := lock(ctx)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if shelf.owner == k {
		shelf.empty.Reset(idle)
		return shelf.dreamer, nil
	}
	began := time.Now()
	d, err := k.read(ctx)
	if err != nil {
		if errors.As(err, new(*fault.Error)) || ctx.Err() != nil { // the bucket's
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
		unlock, _ := lock(context.Background())
		defer unlock()
		if shelf.owner == k {
			vacate()
		}
	})
	return d, nil
}

// vacate is for who holds the lock.
func vacate() {
	if shelf.empty != nil {
		shelf.empty.Stop()
	}
	shelf.owner, shelf.dreamer, shelf.empty = nil, nil, nil
}
