package function

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"

	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/picture"
)

// thumbnailSide is the longest side in pixels: a card of the gallery is 180
// wide, on screens of two pixels a point.
const thumbnailSide = 360

// limits are those of uploads, but for the file: a result may be larger than
// any upload.
func limits(data []byte) picture.Limits {
	lim := picture.DefaultLimits()
	lim.Bytes = max(lim.Bytes, int64(len(data)))
	return lim
}

// makeThumbnail makes a small picture. One of which none can be made is kept
// without; an error means that it is worth trying again.
func makeThumbnail(ctx context.Context, data []byte) (*job.Blob, []byte, error) {
	info, err := picture.Inspect(data, limits(data))
	if err != nil {
		slog.WarnContext(ctx, "no thumbnail", "error", err)
		return nil, nil, nil
	}
	release, err := picture.Acquire(ctx, info)
	if err != nil {
		return nil, nil, err
	}
	defer release()
	small, kind, w, h, err := picture.Thumbnail(ctx, data, thumbnailSide, limits(data))
	if ctx.Err() != nil {
		return nil, nil, ctx.Err()
	}
	if err != nil {
		slog.WarnContext(ctx, "no thumbnail", "error", err)
		return nil, nil, nil
	}
	sum := sha256.Sum256(small)
	return &job.Blob{Type: kind, Size: int64(len(small)), SHA256: hex.EncodeToString(sum[:]), Width: w, Height: h}, small, nil
}

// measured is b with the size in pixels that its record lacks, as far as the
// file tells.
func measured(b job.Blob, data []byte) job.Blob {
	if b.Width > 0 && b.Height > 0 {
		return b
	}
	if info, err := picture.Inspect(data, limits(data)); err == nil {
		b.Width, b.Height = info.Upright()
	}
	return b
}
