package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/functions"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/event"
)

// A Job of a JobSink has its event in a file. K_EVENT_PATH names the folder, or
// the file.
const eventFile = "event"

const (
	// batchTries is how often a passing fault is met in one process; after that
	// the Job begins another pod, as it does where this one dies.
	batchTries = 5
	// batchPause is the wait where the function does not say one.
	batchPause = 5 * time.Second
	// maxPause bounds what a function may ask for.
	maxPause = time.Minute
)

// refused is an event that no other try would do better with.
type refused struct{ error }

func (r refused) Unwrap() error { return r.error }

// batch handles one event with the function and ends. What the function answers
// goes to K_SINK, as a broker would send it on.
func batch(ctx context.Context, name, path string, env config.Env) error {
	e, err := readEvent(path)
	if err != nil {
		return refused{err}
	}
	sender, err := event.SenderFromEnv(env)
	if err != nil {
		return usageError{err}
	}
	f, ok := functions.Lookup(name)
	if !ok {
		if f, err = instance(name, env); err != nil {
			return usageError{err}
		}
	}
	handle, err := f.New(env)
	if err != nil {
		return err
	}
	reply, err := deliver(ctx, handle, e)
	if err != nil || reply == nil {
		return err
	}
	return announce(ctx, sender, *reply)
}

func readEvent(path string) (event.Event, error) {
	info, err := os.Stat(path)
	if err != nil {
		return event.Event{}, err
	}
	if info.IsDir() {
		path = filepath.Join(path, eventFile)
	}
	body, err := os.ReadFile(path)
	if err != nil {
		return event.Event{}, err
	}
	return event.Parse(http.Header{"Content-Type": {"application/cloudevents+json"}}, body)
}

// deliver hands the event to the function until it is done with it, and returns
// the event that it answers. Another worker may seem to hold the job: one that
// died just before does so until its lease is over.
func deliver(ctx context.Context, handle func(handler.Request) (handler.Response, error), e event.Event) (*event.Event, error) {
	req, err := request(ctx, e)
	if err != nil {
		return nil, refused{err}
	}
	for try := 1; ; try++ {
		res, err := handle(req)
		switch {
		case err == nil && res.StatusCode/100 == 2 && len(res.Body) == 0 && !event.IsEvent(res.Header):
			return nil, nil
		case err == nil && res.StatusCode/100 == 2:
			reply, err := event.Parse(res.Header, res.Body)
			return &reply, err
		case err == nil && res.StatusCode/100 == 4 && res.StatusCode != http.StatusTooManyRequests:
			return nil, refused{fmt.Errorf("the event was refused: %d %s", res.StatusCode, res.Body)}
		case err == nil:
			err = fmt.Errorf("the function answered %d %s", res.StatusCode, res.Body)
		}
		if try == batchTries || ctx.Err() != nil {
			return nil, errors.Join(err, ctx.Err())
		}
		slog.WarnContext(ctx, "the event is delivered again", "error", err, "try", try)
		if err := wait(ctx, pause(res.Header)); err != nil {
			return nil, err
		}
	}
}

// request is an event as the function gets it from a broker.
func request(ctx context.Context, e event.Event) (handler.Request, error) {
	as := event.Respond(e) // the same headers and body
	if as.StatusCode != http.StatusOK {
		return handler.Request{}, fmt.Errorf("event %s: %s", e.ID(), as.Body)
	}
	req := handler.Request{Method: http.MethodPost, Header: as.Header, Body: as.Body}
	req.WithContext(ctx)
	return req, nil
}

// announce sends the end of the job. It is in the record whatever becomes of the
// event, and the sweep reminds who should have heard of it.
func announce(ctx context.Context, sender *event.Sender, e event.Event) error {
	ctx = context.WithoutCancel(ctx)
	var err error
	for range batchTries {
		if err = sender.Send(ctx, e); err == nil {
			return nil
		}
		_ = wait(ctx, time.Second)
	}
	slog.WarnContext(ctx, "the event of the job's end was not sent", "error", err)
	return nil
}

func pause(h http.Header) time.Duration {
	if s, err := strconv.Atoi(h.Get("Retry-After")); err == nil && s >= 0 {
		return min(time.Duration(s)*time.Second, maxPause)
	}
	return batchPause
}

func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
