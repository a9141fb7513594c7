package function

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/store"
)

const (
	recordLimit = 16 << 10
	// swaps is how often a record is read and swapped before giving up: others
	// were faster that often.
	swaps = 20
)

// read gets a record and its version. That there is none is store.ErrNotFound,
// a failing store is fault.Unavailable.
func read[T any](ctx context.Context, b store.Bucket, key string) (record T, etag string, err error) {
	obj, err := b.Get(ctx, key, recordLimit)
	if err != nil {
		return record, "", passing(err)
	}
	if err := json.Unmarshal(obj.Body, &record); err != nil {
		return record, "", fmt.Errorf("record %s: %w", key, err)
	}
	return record, obj.ETag, nil
}

// write creates a record (etag empty) or swaps the version that etag names.
// That somebody else was faster is store.ErrPrecondition. A retry inside the
// client may meet its own first attempt; that the record is then the very one
// tells so, since each holds random bits or the time to the nanosecond.
func write(ctx context.Context, b store.Bucket, key string, record any, etag string) error {
	body, err := json.Marshal(record)
	if err != nil {
		return fmt.Errorf("record %s: %w", key, err)
	}
	_, err = b.Put(ctx, key, body, store.PutOptions{ContentType: "application/json", Create: etag == "", IfMatch: etag})
	if !errors.Is(err, store.ErrPrecondition) {
		return passing(err)
	}
	there, readErr := b.Get(ctx, key, recordLimit)
	switch {
	case readErr == nil && bytes.Equal(there.Body, body):
		return nil
	case readErr == nil || errors.Is(readErr, store.ErrNotFound):
		return err
	}
	return passing(readErr)
}

// passing keeps the store's answers and makes everything else a failure of the
// service, never one of who asks.
func passing(err error) error {
	if err == nil || errors.Is(err, store.ErrNotFound) || errors.Is(err, store.ErrPrecondition) {
		return err
	}
	return unavailable(err)
}

func unavailable(err error) error {
	if fault.Is(err, fault.Unavailable) {
		return err
	}
	return fault.Wrap(err, fault.Unavailable, "Accounts are not available at the moment. Try again shortly.").After(2 * time.Second)
}

// swap reads a record, lets change alter it and writes it back, until no one
// else was faster. A record that does not exist is the zero value; change
// reports whether there is anything to write.
func swap[T any](ctx context.Context, b store.Bucket, key string, change func(record *T) bool) error {
	for range swaps {
		record, etag, err := read[T](ctx, b, key)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if !change(&record) {
			return nil
		}
		if err := write(ctx, b, key, record, etag); !errors.Is(err, store.ErrPrecondition) {
			return err
		}
	}
	return unavailable(fmt.Errorf("record %s: too many writers", key))
}
