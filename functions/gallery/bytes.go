package function

import (
	"errors"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/store"
	"github.com/reverie-image/reverie/shared/upload"
)

// cacheControl lets a browser keep a picture but ask each time whether it may
// still show it: it may have been deleted, or somebody else sits there. What
// has not changed costs a 304.
const cacheControl = "private, no-cache"

// picture answers the bytes of a side.
func (s *service) picture(req handler.Request, user, id, side string) (handler.Response, error) {
	ctx := fn.Context(req)
	it, _, err := s.load(ctx, user, id)
	if err != nil {
		return handler.Response{}, err
	}
	blob, ok := it.side(side)
	if !ok {
		return handler.Response{}, errNoItem()
	}
	etag := `"` + blob.SHA256 + `"`
	header := http.Header{"Etag": {etag}, "Cache-Control": {cacheControl}}
	if fn.NotModified(req, etag) {
		return handler.Response{StatusCode: http.StatusNotModified, Header: header}, nil
	}
	header.Set("Content-Type", upload.ContentType(blob.Type))
	header.Set("Content-Disposition", disposition(it, side, blob))
	if req.Method == http.MethodHead {
		header.Set("Content-Length", strconv.FormatInt(blob.Size, 10))
		return handler.Response{StatusCode: http.StatusOK, Header: header}, nil
	}
	if err := fn.Hold(req, blob.Size); err != nil {
		return handler.Response{}, err
	}
	o, err := s.gallery.Get(ctx, blob.Key, 0)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return handler.Response{}, errNoItem() // deleted since the record was read
	case err != nil:
		return handler.Response{}, err
	case int64(len(o.Body)) != blob.Size:
		return handler.Response{}, fault.New(fault.Internal, "The stored picture is damaged.")
	}
	return handler.Response{StatusCode: http.StatusOK, Header: header, Body: o.Body}, nil
}

// disposition proposes a file name: that of the upload, with what was done.
func disposition(it *item, side string, b job.Blob) string {
	switch side {
	case result:
		return upload.Disposition(it.Name, it.Converter, b.Type)
	case thumbnail:
		return upload.Disposition(it.Name, it.Converter+"-thumbnail", b.Type)
	}
	name := strings.TrimSuffix(it.Name, path.Ext(it.Name))
	if side == further {
		name = ""
		for parameter := range it.Pictures {
			name = parameter
		}
	}
	if name == "" {
		name = "picture"
	}
	if f, ok := picture.FormatOf(b.Type); ok {
		name += f.Extension()
	}
	return mime.FormatMediaType("inline", map[string]string{"filename": name})
}
