package s3store

import (
	"fmt"
	"net/url"
	"time"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/store"
)

// Kind is what a bucket is for. Buckets differ by the life span of what they
// hold, so that each function's credentials reach only what it needs.
type Kind string

// The kinds of buckets.
const (
	Jobs     Kind = "jobs"     // records, inputs and results; a day at most
	Gallery  Kind = "gallery"  // pictures of signed-in users, kept
	Accounts Kind = "accounts" // accounts, sessions and signing keys, kept
)

// Models is the kind of the bucket that holds users' networks. Reverie reads it
// only, and needs none.
const Models Kind = "models"

// Kinds lists the kinds of buckets that hold Reverie's state.
var Kinds = []Kind{Jobs, Gallery, Accounts}

var bucketVariable = map[Kind]string{
	Jobs:     "S3_BUCKET_JOBS",
	Gallery:  "S3_BUCKET_GALLERY",
	Accounts: "S3_BUCKET_ACCOUNTS",
	Models:   "S3_BUCKET_MODELS",
}

// Config says which server to use and how.
type Config struct {
	Endpoint  string // URL; empty means AWS
	Region    string
	AccessKey string
	SecretKey string
	Buckets   map[Kind]string
	// Timeout bounds one operation, its retries included.
	Timeout time.Duration
	// Attempts is how often one operation is tried.
	Attempts int
}

// ReadConfig takes S3_ENDPOINT, S3_REGION, S3_ACCESS_KEY_ID,
// S3_SECRET_ACCESS_KEY (or the AWS_ names), S3_BUCKET_*, S3_TIMEOUT and
// S3_ATTEMPTS from env.
func ReadConfig(env config.Env) (Config, error) {
	r := config.Read(env)
	c := Config{
		Endpoint:  r.String("S3_ENDPOINT", ""),
		Region:    r.String("S3_REGION", r.String("AWS_REGION", "us-east-1")),
		AccessKey: r.String("S3_ACCESS_KEY_ID", r.String("AWS_ACCESS_KEY_ID", "")),
		SecretKey: r.String("S3_SECRET_ACCESS_KEY", r.String("AWS_SECRET_ACCESS_KEY", "")),
		Timeout:   r.Duration("S3_TIMEOUT", 15*time.Second),
		Attempts:  r.Int("S3_ATTEMPTS", 4, 1),
		Buckets:   map[Kind]string{},
	}
	for k, variable := range bucketVariable {
		c.Buckets[k] = r.String(variable, "reverie-"+string(k))
	}
	if err := r.Err(); err != nil {
		return Config{}, err
	}
	return c, c.Validate()
}

// Validate reports what is missing or cannot be right.
func (c Config) Validate() error {
	if c.AccessKey == "" || c.SecretKey == "" {
		return fmt.Errorf("S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY must be set")
	}
	if c.Endpoint == "" {
		return nil
	}
	u, err := url.Parse(c.Endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fmt.Errorf("S3_ENDPOINT=%q: want a URL such as http://127.0.0.1:9000", c.Endpoint)
	}
	return nil
}

// FromEnv connects to the server that env names.
func FromEnv(env config.Env) (*Client, error) {
	c, err := ReadConfig(env)
	if err != nil {
		return nil, err
	}
	return New(c), nil
}

// Open is the bucket of a kind on the server that env names.
func Open(env config.Env, kind Kind) (store.Bucket, error) {
	c, err := FromEnv(env)
	if err != nil {
		return nil, err
	}
	return c.Open(kind), nil
}
