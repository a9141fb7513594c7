// Package s3store keeps objects on an S3-compatible server. It is the only
// importer of the AWS SDK.
package s3store

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/reverie-image/reverie/shared/store"
)

// Client talks to one server. It is safe for concurrent use.
type Client struct {
	api    *s3.Client
	config Config
}

// New makes a client; it connects with the first request.
func New(c Config) *Client {
	transport := awshttp.NewBuildableClient().
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = 2 * time.Second }).
		WithTransportOptions(func(t *http.Transport) {
			t.MaxIdleConnsPerHost = 64
			t.MaxIdleConns = 128
			t.ResponseHeaderTimeout = 10 * time.Second
		})
	api := s3.New(s3.Options{
		Region:       c.Region,
		Credentials:  credentials.NewStaticCredentialsProvider(c.AccessKey, c.SecretKey, ""),
		HTTPClient:   transport,
		UsePathStyle: c.Endpoint != "",
		BaseEndpoint: endpoint(c.Endpoint),
		Retryer: retry.NewStandard(func(o *retry.StandardOptions) {
			o.MaxAttempts = c.Attempts
			o.MaxBackoff = time.Second
			// A server that is down must not make later requests fail at once
			// when it is back.
			o.RateLimiter = unlimited{}
		}),
		// Other servers than AWS's do not all know the newer checksums; the
		// signature covers the body anyhow.
		RequestChecksumCalculation: aws.RequestChecksumCalculationWhenRequired,
		ResponseChecksumValidation: aws.ResponseChecksumValidationWhenRequired,
	})
	return &Client{api: api, config: c}
}

type unlimited struct{}

func (unlimited) GetToken(context.Context, uint) (func() error, error) {
	return func() error { return nil }, nil
}
func (unlimited) AddTokens(uint) error { return nil }

func endpoint(url string) *string {
	if url == "" {
		return nil
	}
	return &url
}

// Open is the configured bucket of a kind.
func (c *Client) Open(kind Kind) store.Bucket { return c.Bucket(c.config.Buckets[kind]) }

// Bucket is the bucket called name.
func (c *Client) Bucket(name string) store.Bucket {
	return &bucket{api: c.api, name: name, timeout: c.config.Timeout}
}

// Ensure creates the buckets that do not exist yet.
func (c *Client) Ensure(ctx context.Context, names ...string) error {
	for _, name := range names {
		in := &s3.CreateBucketInput{Bucket: &name}
		if c.config.Region != "us-east-1" {
			in.CreateBucketConfiguration = &types.CreateBucketConfiguration{LocationConstraint: types.BucketLocationConstraint(c.config.Region)}
		}
		_, err := c.api.CreateBucket(ctx, in)
		var owned *types.BucketAlreadyOwnedByYou
		var exists *types.BucketAlreadyExists
		if err == nil || errors.As(err, &owned) {
			continue
		}
		if errors.As(err, &exists) {
			if _, herr := c.api.HeadBucket(ctx, &s3.HeadBucketInput{Bucket: &name}); herr == nil {
				continue
			}
		}
		return translate(err)
	}
	return nil
}

// Names are the configured buckets' names.
func (c *Client) Names() []string {
	names := make([]string, 0, len(Kinds))
	for _, k := range Kinds {
		names = append(names, c.config.Buckets[k])
	}
	return names
}
