package convert

import (
	"context"
	"errors"
	"net/http"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/limit"
	"github.com/reverie-image/reverie/shared/upload"
)

// direct answers a POST of a picture with the converted picture.
type direct struct {
	descriptor Descriptor
	engine     Engine
	timeout    time.Duration
	clients    *limit.Limiter
}

func (d direct) post(req handler.Request) handler.Response {
	if err := d.clients.Take(limit.Client(req.Header)); err != nil {
		return fn.Fail(req, err)
	}
	up, err := upload.Parse(req)
	if err != nil {
		return fn.Fail(req, err)
	}
	up.Parameters.Del("converter")
	in, err := Check(d.descriptor, up)
	if err != nil {
		return fn.Fail(req, err)
	}
	ctx, stop := context.WithCancelCause(fn.Context(req))
	defer stop(nil)
	began := time.Now()
	out, err := limited(ctx, stop, d.engine, up.Data, in.Values, d.timeout)
	if err != nil {
		return fn.Fail(req, settle(err))
	}
	res := fn.Bytes(http.StatusOK, upload.ContentType(out.Type), out.Data)
	res.Header.Set("Cache-Control", "no-store")
	res.Header.Set("Server-Timing", job.Timing("convert", string(out.Path), time.Since(began)))
	res.Header.Set("Content-Disposition", upload.Disposition(up.Name, d.descriptor.Name, out.Type))
	return res
}

// settle gives an error without a code, such as a cancelled context, one.
func settle(err error) error {
	if errors.Is(err, context.Canceled) {
		return fault.Wrap(err, fault.Unavailable, "The conversion was interrupted. Try again.").After(time.Second)
	}
	return err
}
