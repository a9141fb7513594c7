package s3store

import (
	"context"
	"errors"
	"net/http"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/store"
)

// retryAfter: servers that restart need some seconds.
const retryAfter = 3 * time.Second

// translate turns the SDK's errors into the store's.
func translate(err error) error {
	var known *fault.Error
	switch {
	case err == nil, errors.As(err, &known),
		errors.Is(err, store.ErrPrecondition), errors.Is(err, store.ErrTooLarge):
		return err
	case errors.Is(err, context.Canceled):
		return err
	case precondition(err):
		return store.ErrPrecondition
	case notFound(err):
		// Without its bucket no object is known to be missing. HEAD has no body
		// to say so: the probe at the start must.
		var api smithy.APIError
		if !errors.As(err, &api) || api.ErrorCode() != "NoSuchBucket" {
			return store.ErrNotFound
		}
	}
	return fault.Wrap(err, fault.Unavailable, "The storage is not available. Try again in a few seconds.").After(retryAfter)
}

// precondition: 412, and 409 by which S3 reports a conditional write that met
// another one under way.
func precondition(err error) bool {
	switch status(err) {
	case http.StatusPreconditionFailed:
		return true
	case http.StatusConflict:
		var api smithy.APIError
		return errors.As(err, &api) && api.ErrorCode() == "ConditionalRequestConflict"
	}
	return false
}

func notFound(err error) bool { return status(err) == http.StatusNotFound }

func status(err error) int {
	var res *awshttp.ResponseError
	if errors.As(err, &res) {
		return res.HTTPStatusCode()
	}
	return 0
}
