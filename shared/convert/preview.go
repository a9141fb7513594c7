package convert

import (
	"bytes"
	"context"
	"image/jpeg"
	"log/slog"
	"slices"
	"time"

	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
)

// previewTime bounds what storage may take for a preview: the heartbeat waits
// behind it, and a preview is not worth a lease.
const previewTime = 2 * time.Second

// storePreview writes a preview under a key of its own, for the record to name
// it. It is nil where there is none, or it could not be stored: the next one
// will do.
func (a *attempt) storePreview(ctx context.Context, data []byte) *job.Preview {
	if data == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, a.previewTime())
	defer cancel()
	p := &job.Preview{N: 1, Blob: job.Blob{
		Key: job.NewPreviewKey(a.rec.ID), Type: "image/jpeg", Size: int64(len(data)), SHA256: job.Digest(data),
	}}
	if c, err := jpeg.DecodeConfig(bytes.NewReader(data)); err == nil {
		p.Width, p.Height = c.Width, c.Height
	}
	if last := a.rec.Preview; last != nil {
		p.N = last.N + 1
	}
	a.stale = append(a.stale, p.Key) // also when the answer is lost
	if _, err := a.records.Bucket.Put(ctx, p.Key, data, store.PutOptions{ContentType: p.Type}); err != nil {
		slog.WarnContext(ctx, "preview not stored", "error", err)
		return nil
	}
	return p
}

// name notes that the record names another preview now, or none.
func (a *attempt) name(key string) {
	a.stale = slices.DeleteFunc(a.stale, func(k string) bool { return k == key })
	if a.named != "" && a.named != key {
		a.stale = append(a.stale, a.named)
	}
	a.named = key
}

// dropStale deletes the previews that the record does not name. What it cannot
// delete the sweep does, with the job.
func (a *attempt) dropStale(ctx context.Context) {
	if len(a.stale) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, a.previewTime())
	defer cancel()
	if err := a.records.Bucket.Delete(ctx, a.stale...); err != nil {
		slog.WarnContext(ctx, "previews not deleted", "error", err)
	}
	a.stale = nil
}

func (a *attempt) previewTime() time.Duration { return min(previewTime, a.settings.Lease/4) }
