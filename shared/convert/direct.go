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
	"github.com/reverie-image/reverie/shared/picture"
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
	in, err := Check(d.descriptor, up, d.timeout)
	if err != nil {
		return fn.Fail(req, err)
	}
	ctx, stop := context.WithCancelCause(fn.Context(req))
	defer stop(nil)
	began := time.Now()
	out, err := limited(ctx, stop, &answering{Engine: d.engine, req: req}, up.Data, in.Values, d.timeout)
	if err != nil {
		return fn.Fail(req, settle(err))
	}
	res := fn.Bytes(http.StatusOK, upload.ContentType(out.Type), out.Data)
	res.Header.Set("Cache-Control", "no-store")
	res.Header.Set("Server-Timing", job.Timing("convert", string(out.Path), time.Since(began)))
	res.Header.Set("Content-Disposition", upload.Disposition(up.Name, d.descriptor.Name, out.Type))
	return res
}

// answering counts the result as an answer, and keeps what it takes of the
// conversion's share of memory, until it is written.
type answering struct {
	Engine
	req  handler.Request
	held *picture.Share
	free func() // all that is held, the engine included
}

func (a *answering) Admit(ctx context.Context, data []byte, p Values) (release func(), err error) {
	c, ok := a.Engine.(*Converter)
	if !ok {
		return a.Engine.Admit(ctx, data, p)
	}
	a.held, a.free, err = c.admit(ctx, data, p)
	return a.free, err
}

func (a *answering) Run(ctx context.Context, data []byte, p Values) (Output, error) {
	out, err := a.Engine.Run(ctx, data, p)
	if err != nil {
		return out, err
	}
	size := int64(len(out.Data))
	if a.held == nil { // made elsewhere
		return out, fn.Hold(a.req, size)
	}
	kept := a.held.Split(size)
	a.free() // who waits for room for an answer needs no more than the result
	if err := fn.HoldOwn(a.req, size, kept.Release); err != nil {
		kept.Release()
		return Output{}, err
	}
	return out, nil
}

// settle gives an error without a code, such as a cancelled context, one.
func settle(err error) error {
	if errors.Is(err, context.Canceled) {
		return fault.Wrap(err, fault.Unavailable, "The conversion was interrupted. Try again.").After(time.Second)
	}
	return err
}
