package main

import (
	"context"
	"testing"
	"time"

	"github.com/reverie-image/reverie/internal/local/datadir"
	"github.com/reverie-image/reverie/internal/local/s3server"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/serve"
	"github.com/reverie-image/reverie/shared/store"
	s3store "github.com/reverie-image/reverie/shared/store/s3"
)

// storage is an S3 server without buckets, as an environment.
func storage(t *testing.T) config.Env {
	t.Helper()
	t.Chdir(t.TempDir()) // the server changes it; this changes it back
	dir, err := datadir.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s, err := s3server.Start(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = s.Close(ctx)
		_ = dir.Close()
	})
	return config.Map(s.Env(), nil)
}

// waiting is a job that nobody has taken yet.
func waiting(t *testing.T, records *job.Records, settings job.Settings) *job.Job {
	t.Helper()
	picture, now, id := tinyPNG(t), time.Now().UTC(), job.NewID()
	j := &job.Job{
		ID: id, Converter: "grayscale", Version: "1", Parameters: []byte("{}"), State: job.Queued, CreatedAt: now, HeartbeatAt: now,
		TTL: job.Seconds(settings.TTL.Seconds()), ExpiresAt: now.Add(settings.TTL),
		Input: job.Blob{Key: job.InputKey(id), Type: "image/png", Size: int64(len(picture)), SHA256: job.Digest(picture), Width: 4, Height: 4},
	}
	if _, err := records.Bucket.Put(t.Context(), j.Input.Key, picture, store.PutOptions{ContentType: j.Input.Type}); err != nil {
		t.Fatal(err)
	}
	if err := records.Create(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	return j
}

func defaultServe(t *testing.T) serve.Config {
	t.Helper()
	cfg, err := serve.ConfigFromEnv(nil)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func contextFor(t *testing.T, d time.Duration) (context.Context, context.CancelFunc) {
	t.Helper()
	return context.WithTimeout(t.Context(), d)
}

func TestPrepareMakesStorageReady(t *testing.T) {
	env := storage(t)
	client, err := s3store.FromEnv(env)
	if err != nil {
		t.Fatal(err)
	}
	if present(t.Context(), client) {
		t.Error("the buckets are there before they were made")
	}
	for range 2 { // it may be run again
		if err := prepare(t.Context(), env); err != nil {
			t.Fatal(err)
		}
	}
	if !present(t.Context(), client) {
		t.Error("the buckets are not there")
	}
	policy := `{"reverie-jobs": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Action": ["s3:GetObject"], "Resource": "arn:aws:s3:::reverie-jobs/*"}]}}`
	if err := prepare(t.Context(), config.Map(map[string]string{"PREPARE_POLICIES": policy}, env)); err != nil {
		t.Error(err)
	}
}

func TestPrepareSaysWhatIsWrong(t *testing.T) {
	keys := map[string]string{"S3_ENDPOINT": "http://127.0.0.1:9", "S3_ACCESS_KEY_ID": "a", "S3_SECRET_ACCESS_KEY": "b", "PREPARE_TIMEOUT": "10ms"}
	for name, c := range map[string]struct {
		env  map[string]string
		want int
	}{
		"no keys":     {map[string]string{"S3_ACCESS_KEY_ID": ""}, exitUsage},
		"no days":     {map[string]string{"PREPARE_EXPIRE_DAYS": "0"}, exitUsage},
		"no policies": {map[string]string{"PREPARE_POLICIES": "["}, exitUsage},
		"no server":   {nil, exitFailure},
	} {
		err := prepare(t.Context(), config.Map(c.env, config.Map(keys, nil)))
		if err == nil || exitCode(err) != c.want {
			t.Errorf("%s: %v, exit code %d, want %d", name, err, exitCode(err), c.want)
		}
	}
}
