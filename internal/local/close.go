package local

import (
	"context"
	"errors"
	"fmt"
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
		errs = append(errs, cut("requests", shutdown(ctx, s.gateway)))
	}
	if s.broker != nil {
		errs = append(errs, cut("conversions", s.broker.Drain(ctx)))
	}
	if s.inside != nil {
		errs = append(errs, cut("deliveries", s.inside.close(ctx)))
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), storageTime)
	defer cancel()
	if s.storage != nil {
		errs = append(errs, s.storage.Close(ctx))
	}
	if s.dir != nil {
		errs = append(errs, s.dir.Close())
	}
	return errors.Join(errs...)
}

func cut(what string, err error) error {
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return fmt.Errorf("%s were cut off; the jobs concerned run again at the next start", what)
	}
	return err
}

// shutdown ends a server, at the latest with ctx.
func shutdown(ctx context.Context, server *http.Server) error {
	err := server.Shutdown(ctx)
	if err != nil {
		_ = server.Close()
	}
	return err
}
