package s3store

import (
	"context"
	"errors"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"github.com/aws/smithy-go"
)

// ErrUnsupported: the server does not have the operation.
var ErrUnsupported = errors.New("the server does not support this")

// Expire makes the server delete a bucket's objects some days after they were
// written. Rules count whole days and act some time after midnight: they are the
// backstop of who deletes by himself.
func (c *Client) Expire(ctx context.Context, bucket string, days int) error {
	_, err := c.api.PutBucketLifecycleConfiguration(ctx, &s3.PutBucketLifecycleConfigurationInput{
		Bucket: &bucket,
		LifecycleConfiguration: &types.BucketLifecycleConfiguration{Rules: []types.LifecycleRule{{
			ID:                             aws.String("reverie-expire"),
			Status:                         types.ExpirationStatusEnabled,
			Filter:                         &types.LifecycleRuleFilter{Prefix: aws.String("")},
			Expiration:                     &types.LifecycleExpiration{Days: aws.Int32(int32(days))},
			AbortIncompleteMultipartUpload: &types.AbortIncompleteMultipartUpload{DaysAfterInitiation: aws.Int32(int32(days))},
		}}},
	})
	return unsupported(err)
}

// SetPolicy says who may do what in a bucket, in S3's language for that.
func (c *Client) SetPolicy(ctx context.Context, bucket, policy string) error {
	_, err := c.api.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: &bucket, Policy: &policy})
	return unsupported(err)
}

func unsupported(err error) error {
	var api smithy.APIError
	if status(err) == http.StatusNotImplemented || errors.As(err, &api) && api.ErrorCode() == "NotImplemented" {
		return ErrUnsupported
	}
	return err
}
