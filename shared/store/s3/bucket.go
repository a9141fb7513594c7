package s3store

import (
	"bytes"
	"context"
	"errors"
	"io"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/store"
	"github.com/reverie-image/reverie/shared/telemetry"
)

var _ store.Bucket = (*bucket)(nil)

type bucket struct {
	api     *s3.Client
	name    string
	timeout time.Duration
}

// observe bounds an operation in time, and counts and traces it.
func (b *bucket) observe(ctx context.Context, operation string, do func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, b.timeout)
	defer cancel()
	ctx, span := telemetry.StartKind(ctx, telemetry.Client, "s3 "+operation, telemetry.String("aws.s3.bucket", b.name))
	defer span.End()
	began := time.Now()
	err := translate(do(ctx))
	telemetry.StoreRequest(operation, outcome(err), time.Since(began))
	if outcome(err) == "error" {
		span.Fail(err)
	}
	return err
}

func outcome(err error) string {
	switch {
	case err == nil:
		return "ok"
	case errors.Is(err, store.ErrNotFound):
		return "not-found"
	case errors.Is(err, store.ErrPrecondition):
		return "precondition"
	}
	return "error"
}

func (b *bucket) Get(ctx context.Context, key string, limit int64) (o store.Object, err error) {
	err = b.observe(ctx, "get", func(ctx context.Context) error {
		out, err := b.api.GetObject(ctx, &s3.GetObjectInput{Bucket: &b.name, Key: &key})
		if err != nil {
			return err
		}
		defer out.Body.Close()
		o.Info = store.Info{
			Key:          key,
			ETag:         aws.ToString(out.ETag),
			Size:         aws.ToInt64(out.ContentLength),
			ContentType:  aws.ToString(out.ContentType),
			LastModified: aws.ToTime(out.LastModified),
		}
		if limit > 0 && o.Size > limit {
			return store.ErrTooLarge
		}
		if o.Body, err = read(out, limit); err != nil {
			return err
		}
		o.Size = int64(len(o.Body))
		return nil
	})
	return o, err
}

// read takes the whole body, whose length a server need not say beforehand.
func read(out *s3.GetObjectOutput, limit int64) ([]byte, error) {
	var body []byte
	var err error
	switch {
	case out.ContentLength != nil:
		body = make([]byte, *out.ContentLength)
		_, err = io.ReadFull(out.Body, body)
	case limit > 0:
		body, err = io.ReadAll(io.LimitReader(out.Body, limit+1))
	default:
		body, err = io.ReadAll(out.Body)
	}
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "The storage broke off while reading.")
	}
	if limit > 0 && int64(len(body)) > limit {
		return nil, store.ErrTooLarge
	}
	return body, nil
}

func (b *bucket) Head(ctx context.Context, key string) (info store.Info, err error) {
	err = b.observe(ctx, "head", func(ctx context.Context) error {
		out, err := b.api.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &b.name, Key: &key})
		if err != nil {
			return err
		}
		info = store.Info{
			Key:          key,
			ETag:         aws.ToString(out.ETag),
			Size:         aws.ToInt64(out.ContentLength),
			ContentType:  aws.ToString(out.ContentType),
			LastModified: aws.ToTime(out.LastModified),
		}
		return nil
	})
	return info, err
}

func (b *bucket) Put(ctx context.Context, key string, body []byte, opts store.PutOptions) (etag string, err error) {
	err = b.observe(ctx, "put", func(ctx context.Context) error {
		in := &s3.PutObjectInput{Bucket: &b.name, Key: &key, Body: bytes.NewReader(body)}
		if opts.ContentType != "" {
			in.ContentType = &opts.ContentType
		}
		if opts.Create {
			in.IfNoneMatch = aws.String("*")
		}
		if opts.IfMatch != "" {
			in.IfMatch = &opts.IfMatch
		}
		out, err := b.api.PutObject(ctx, in)
		if err != nil {
			// A swap of an object that is gone answers 404 on some servers and
			// 412 on others; for the caller both mean that it changed.
			if opts.IfMatch != "" && errors.Is(translate(err), store.ErrNotFound) {
				return store.ErrPrecondition
			}
			return err
		}
		etag = aws.ToString(out.ETag)
		return nil
	})
	return etag, err
}

// maxDelete is how many keys S3 takes in one DeleteObjects.
const maxDelete = 1000

func (b *bucket) Delete(ctx context.Context, keys ...string) error {
	for len(keys) > 1 {
		n := min(len(keys), maxDelete)
		if err := b.deleteMany(ctx, keys[:n]); err != nil {
			return err
		}
		keys = keys[n:]
	}
	if len(keys) == 0 {
		return nil
	}
	return b.observe(ctx, "delete", func(ctx context.Context) error {
		_, err := b.api.DeleteObject(ctx, &s3.DeleteObjectInput{Bucket: &b.name, Key: &keys[0]})
		if errors.Is(translate(err), store.ErrNotFound) {
			return nil
		}
		return err
	})
}

func (b *bucket) deleteMany(ctx context.Context, keys []string) error {
	ids := make([]types.ObjectIdentifier, len(keys))
	for i := range keys {
		ids[i].Key = &keys[i]
	}
	return b.observe(ctx, "delete", func(ctx context.Context) error {
		out, err := b.api.DeleteObjects(ctx, &s3.DeleteObjectsInput{
			Bucket: &b.name,
			Delete: &types.Delete{Objects: ids, Quiet: aws.Bool(true)},
		})
		if err != nil {
			return err
		}
		for _, e := range out.Errors {
			if code := aws.ToString(e.Code); code != "NoSuchKey" {
				return fault.New(fault.Unavailable, "The storage could not delete an object: %s.", code)
			}
		}
		return nil
	})
}

func (b *bucket) List(ctx context.Context, prefix, after string, limit int) (page store.Page, err error) {
	err = b.observe(ctx, "list", func(ctx context.Context) error {
		in := &s3.ListObjectsV2Input{Bucket: &b.name, Prefix: &prefix, MaxKeys: aws.Int32(int32(limit))}
		if after != "" {
			in.StartAfter = &after
		}
		out, err := b.api.ListObjectsV2(ctx, in)
		if err != nil {
			return err
		}
		for _, o := range out.Contents {
			page.Objects = append(page.Objects, store.Info{
				Key:          aws.ToString(o.Key),
				ETag:         aws.ToString(o.ETag),
				Size:         aws.ToInt64(o.Size),
				LastModified: aws.ToTime(o.LastModified),
			})
		}
		if aws.ToBool(out.IsTruncated) && len(page.Objects) > 0 {
			page.Next = page.Objects[len(page.Objects)-1].Key
		}
		return nil
	})
	return page, err
}
