// Package store is the object storage that holds all of Reverie's state.
//
// A [Bucket] has what S3 promises and no more: whole objects under flat keys,
// strongly consistent reads, and two conditional writes, create-once and
// compare-and-swap, on which everything that must happen once is built. Deletes
// are unconditional: servers differ on conditional ones.
//
// The implementations are store/s3 for S3-compatible servers and store/memory
// for unit tests; store/storetest holds the contract that both must pass.
package store

import (
	"context"
	"errors"
	"time"
)

// Errors that callers tell apart. All others are passing faults of the store
// (fault.Unavailable) or a broken set-up.
var (
	// ErrNotFound: no object has that key.
	ErrNotFound = errors.New("store: object not found")
	// ErrPrecondition: the object exists (IfNoneMatch) or is another version
	// than the one named (IfMatch), or is gone. After a retry inside the client
	// it may be the caller's own write that is in the way; records that need to
	// know carry a nonce.
	ErrPrecondition = errors.New("store: precondition failed")
	// ErrTooLarge: the object is larger than the limit that the caller gave.
	ErrTooLarge = errors.New("store: object larger than the limit")
)

// Info describes an object. List leaves ContentType empty.
type Info struct {
	Key          string
	ETag         string // opaque, as the server gave it, quotes included
	Size         int64
	ContentType  string
	LastModified time.Time
}

// Object is an object with its bytes.
type Object struct {
	Info
	Body []byte
}

// PutOptions are a write's media type and condition; at most one condition.
type PutOptions struct {
	ContentType string
	Create      bool   // only when no object has the key (If-None-Match: *)
	IfMatch     string // only when the object still has this ETag
}

// Page is a part of a listing in ascending order of keys. Next is the After of
// the following page, empty on the last.
type Page struct {
	Objects []Info
	Next    string
}

// Bucket is one bucket. Keys are slash-separated, without a leading slash, and
// no key may also be a prefix of another up to a slash ("a" and "a/b"): some
// servers keep keys as files. All methods are safe for concurrent use and give
// up when ctx ends.
type Bucket interface {
	// Get reads an object of at most limit bytes; limit 0 means any size.
	Get(ctx context.Context, key string, limit int64) (Object, error)
	// Head describes an object.
	Head(ctx context.Context, key string) (Info, error)
	// Put writes a whole object and returns its ETag. It never leaves a part of
	// one behind.
	Put(ctx context.Context, key string, body []byte, opts PutOptions) (etag string, err error)
	// Delete removes objects; one that does not exist is no error.
	Delete(ctx context.Context, keys ...string) error
	// List names the objects under prefix whose keys come after the key after,
	// at most limit (1 to 1000) of them.
	List(ctx context.Context, prefix, after string, limit int) (Page, error)
}

// All calls each with every object under prefix, page by page, until each
// returns an error or the listing ends.
func All(ctx context.Context, b Bucket, prefix string, each func(Info) error) error {
	for after := ""; ; {
		page, err := b.List(ctx, prefix, after, 1000)
		if err != nil {
			return err
		}
		for _, o := range page.Objects {
			if err := each(o); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return nil
		}
		after = page.Next
	}
}
