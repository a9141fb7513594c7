package local

import (
	"context"
	"errors"
	"net/http"
	"time"
)

const (
	// drainTime is what requests and conversions under way have to finish.
	drainTime = 10 * time.Second
	// storageTime is what the storage has after that.
	storageTime = 2 * time.Second
	// conversionSlack is what a delivery may take beside the conversion.
	conversionSlack = time.Minute
)

// Close takes no more requests, lets what is under way finish as long as ctx
// allows, and closes the storage last. Jobs that are left run again at the
// next start. It may be called once.
func (s *Server) Close(ctx context.Context) error {
	s.ticks()
	var errs []error
	if s.gateway != nil {
		errs = append(errs, shutdown(ctx, s.gateway))
	}
	if s.broker != nil {
		errs = append(errs, s.broker.Drain(ctx))
	}
	if s.inside != nil {
		errs = append(errs, s.inside.close(ctx))
	}
	err := errors.Join(errs...)
	if err != nil && ctx.Err() != nil {
		err = errors.New("what was under way took too long and was cut off; the jobs concerned run again at the next start")
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storageTime)
	defer cancel()
	return errors.Join(err, s.closeStorage(ctx))
}

func (s *Server) closeStorage(ctx context.Context) error {
	var errs []error
	if s.storage != nil {
		errs = append(errs, s.storage.Close(ctx))
	}
	if s.dir != nil {
		errs = append(errs, s.dir.Close())
	}
	return errors.Join(errs...)
}

// shutdown ends a server, at the latest with ctx.
func shutdown(ctx context.Context, server *http.Server) error {
	err := server.Shutdown(ctx)
	if err != nil {
		_ = server.Close()
	}
	return err
}
