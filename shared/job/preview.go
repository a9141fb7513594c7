package job

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/store"
)

// Preview is a small picture of a conversion that is under way.
type Preview struct {
	Blob
	N int `json:"n"` // counts the job's previews, over all its workers
}

// NewPreviewKey is a fresh key for a preview: as with results, no two workers
// write the same.
func NewPreviewKey(id string) string { return Prefix + id + previewName + rand.Text()[:8] }

// PreviewPath is where the API shows the job's newest preview.
func PreviewPath(id string) string { return Path(id) + "/preview" }

// maxPreview is far more than any preview has, in bytes.
const maxPreview = 1 << 20

// AnswerPreview is what a reader of the preview of rec's job gets: the newest
// one, or fault.NotFound before the first and after the end.
func (r *Records) AnswerPreview(ctx context.Context, req handler.Request, rec *Record) handler.Response {
	res := r.preview(ctx, req, rec)
	res.Header.Set(StatusHeader, string(rec.State))
	return res
}

func (r *Records) preview(ctx context.Context, req handler.Request, rec *Record) handler.Response {
	p := rec.Preview
	if p == nil || rec.Finished() {
		return fn.Fail(req, errNoPreview())
	}
	etag := `"` + p.SHA256 + `"`
	header := http.Header{"Etag": {etag}, "Cache-Control": {"private, no-store"}, "Content-Type": {p.Type}}
	res := handler.Response{StatusCode: http.StatusOK, Header: header}
	if fn.NotModified(req, etag) {
		res.StatusCode = http.StatusNotModified
		header.Del("Content-Type")
		return res
	}
	if req.Method == http.MethodHead {
		header.Set("Content-Length", strconv.FormatInt(p.Size, 10))
		return res
	}
	o, err := r.Bucket.Get(ctx, p.Key, maxPreview)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return fn.Fail(req, errNoPreview()) // a newer one came, or the end
	case err != nil:
		return fn.Fail(req, err)
	case int64(len(o.Body)) != p.Size:
		return fn.Fail(req, fault.Wrap(fmt.Errorf("%s has %d bytes, its record says %d", p.Key, len(o.Body), p.Size), fault.Internal, "The stored preview is damaged."))
	}
	res.Body = o.Body
	return res
}

func errNoPreview() error {
	return fault.New(fault.NotFound, "The job has no preview: it has not begun to show any, or it has ended.")
}
