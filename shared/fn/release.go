package fn

import (
	"context"

	handler "github.com/openfaas/templates-sdk/go-http"
)

type releaseKey struct{}

// WithRelease lets a function that runs under ctx say that it is done with the
// request's body, by calling release. A gateway in the same process counts the
// memory of bodies that functions hold.
func WithRelease(ctx context.Context, release func()) context.Context {
	return context.WithValue(ctx, releaseKey{}, release)
}

// Release says that the function needs the request's body no more: its bytes
// may change from now on. It is worth saying before a function waits.
func Release(req handler.Request) {
	if release, ok := Context(req).Value(releaseKey{}).(func()); ok {
		release()
	}
}
