package convert

import (
	"context"
	"sync"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture"
)

// admission bounds the wait for memory.
const admission = 30 * time.Second

// engines lets conversions with a working set of their own go one after the
// other: two would wait for each other's memory and keep small ones from theirs,
// and each of them uses every core anyway.
var engines = make(chan struct{}, 1)

// Admit checks a picture's limits and takes its share of the process's memory.
func (c *Converter) Admit(ctx context.Context, data []byte, p Values) (release func(), err error) {
	_, release, err = c.admit(ctx, data, p)
	return release, err
}

// admit is Admit; a part of what is held may be kept when the conversion is done,
// and release may be called more than once.
func (c *Converter) admit(ctx context.Context, data []byte, p Values) (held *picture.Share, release func(), err error) {
	info, err := picture.Inspect(data, picture.DefaultLimits())
	if err != nil {
		return nil, nil, err
	}
	more, err := inspectPictures(p)
	if err != nil {
		return nil, nil, err
	}
	room := c.room(info, p)
	need := info.WithBytes(room.pixels)
	for _, further := range more {
		need = need.WithBytes(further.Memory())
	}
	// An engine is waited for as long as it may work: who waits holds the job.
	ctx, cancel := context.WithTimeoutCause(ctx, max(admission, c.Timeout), errNoRoom())
	defer cancel()
	if room.engine == 0 {
		held, err = picture.AcquireBytes(ctx, need.Memory())
		if err != nil {
			return nil, nil, interrupted(ctx, err)
		}
		return held, held.Release, nil
	}
	select {
	case engines <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, interrupted(ctx, ctx.Err())
	}
	share := min(room.engine, picture.Budget()/4*3)
	held, err = picture.AcquireBytes(ctx, need.WithBytes(share).Memory())
	if err != nil {
		<-engines
		return nil, nil, interrupted(ctx, err)
	}
	return held, sync.OnceFunc(func() { held.Release(); <-engines }), nil
}

func errNoRoom() error {
	return fault.New(fault.Unavailable, "All memory for pictures is in use. Try again.").After(5 * time.Second)
}
