// Package function is the gallery: it keeps the originals and results of
// signed-in users for good, and shows them to their owners.
//
// It is a subscriber of finished jobs and no part of a conversion: conversions
// go on while it is away, and their pictures arrive afterwards.
package function

import (
	"context"
	"net/http"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
	s3store "github.com/reverie-image/reverie/shared/store/s3"
)

type service struct {
	gallery store.Bucket
	jobs    store.Bucket // of which only the archived marks are written
	records *job.Records
	now     func() time.Time
}

// New builds the function from an environment.
func New(env config.Env) (fn.Handle, error) {
	gallery, err := s3store.Open(env, s3store.Gallery)
	if err != nil {
		return nil, err
	}
	jobs, err := s3store.Open(env, s3store.Jobs)
	if err != nil {
		return nil, err
	}
	return newService(gallery, jobs).handle, nil
}

func newService(gallery, jobs store.Bucket) *service {
	return &service{gallery: gallery, jobs: jobs, records: job.NewRecords(jobs), now: time.Now}
}

var handle = fn.Lazy(New)

// Handle is the function's entry point.
func Handle(req handler.Request) (handler.Response, error) { return handle(req) }

func (s *service) handle(req handler.Request) (handler.Response, error) {
	if event.IsEvent(req.Header) {
		return s.deliver(req), nil
	}
	res, err := s.answer(req)
	if err != nil {
		return fn.Fail(req, unavailable(err)), nil
	}
	return res, nil
}

// answer answers a person. Whoever is not signed in learns nothing else.
func (s *service) answer(req handler.Request) (handler.Response, error) {
	user := fn.User(req)
	if !validAccount(user) {
		return handler.Response{}, fault.New(fault.Unauthenticated, "Sign in to see your pictures.")
	}
	id, side, err := parsePath(fn.Path(req))
	if err != nil {
		return handler.Response{}, err
	}
	read := req.Method == http.MethodGet || req.Method == http.MethodHead
	switch {
	case id == "" && read:
		return s.list(req, user)
	case id == "":
		return fn.NotAllowed(req, http.MethodGet, http.MethodHead), nil
	case side != "" && read:
		return s.picture(req, user, id, side)
	case side != "":
		return fn.NotAllowed(req, http.MethodGet, http.MethodHead), nil
	case read:
		return s.show(req, user, id)
	case req.Method == http.MethodDelete:
		return s.remove(req, user, id)
	}
	return fn.NotAllowed(req, http.MethodGet, http.MethodHead, http.MethodDelete), nil
}

func (s *service) show(req handler.Request, user, id string) (handler.Response, error) {
	it, _, err := s.load(fn.Context(req), user, id)
	if err != nil {
		return handler.Response{}, err
	}
	return fn.JSON(http.StatusOK, it.view()), nil
}

// remove deletes one item. The tombstone decides it, and stays so that a job
// delivered once more cannot bring the pictures back.
func (s *service) remove(req handler.Request, user, id string) (handler.Response, error) {
	ctx := fn.Context(req)
	_, etag, err := s.load(ctx, user, id)
	if etag == "" { // what is there may be deleted even if it is damaged
		return handler.Response{}, err
	}
	res, deleted := fn.Empty(http.StatusNoContent), fault.Is(err, fault.NotFound)
	if deleted { // by a request that perhaps could not finish
		res = fn.Fail(req, err)
	} else if err := s.bury(ctx, user, id, etag); err != nil {
		return handler.Response{}, err
	}
	ctx = context.WithoutCancel(ctx) // whoever asked may leave; the bytes must go
	return res, s.gallery.Delete(ctx, pictureKeys(user, id)...)
}
