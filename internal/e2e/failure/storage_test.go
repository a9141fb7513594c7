package failure

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/internal/e2e/proc"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
	s3store "github.com/reverie-image/reverie/shared/store/s3"
)

// storage is an S3 server in a process of its own, at an address that stays
// when the process is killed and another serves the same folder.
type storage struct {
	t      *testing.T
	folder string
	gate   *proc.Gate
	proc   *proc.Process
	env    map[string]string
}

func startStorage(t *testing.T) *storage {
	t.Helper()
	s := &storage{t: t, folder: t.TempDir()}
	s.start()
	client, err := s3store.FromEnv(config.Map(s.env, nil))
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Ensure(t.Context(), client.Names()...); err != nil {
		t.Fatal(err)
	}
	return s
}

func (s *storage) start() {
	s.t.Helper()
	announce := filepath.Join(s.t.TempDir(), "env.json")
	s.proc = proc.Start(s.t, proc.Command{Path: proc.Build(s.t, storages), Args: []string{s.folder, announce}})
	proc.Until(s.t, limit, "start of the storage", func() error {
		b, err := os.ReadFile(announce)
		if err != nil {
			return err
		}
		return json.Unmarshal(b, &s.env)
	})
	address := strings.TrimPrefix(s.env["S3_ENDPOINT"], "http://")
	if s.gate == nil {
		s.gate = proc.NewGate(s.t, address)
	} else {
		s.gate.Open(address)
	}
	s.env["S3_ENDPOINT"] = s.gate.URL()
}

// kill ends the process; from then on connections are refused.
func (s *storage) kill() {
	s.proc.Kill()
	s.gate.Cut()
}

func (s *storage) open(kind s3store.Kind) store.Bucket {
	s.t.Helper()
	b, err := s3store.Open(config.Map(s.env, nil), kind)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

// record is a job as it is stored.
func (s *storage) record(id string) *job.Record {
	s.t.Helper()
	rec, err := job.NewRecords(s.open(s3store.Jobs)).Load(context.Background(), id)
	if err != nil {
		s.t.Fatalf("record of job %s: %v", id, err)
	}
	return rec
}

// objects are the keys of a job's objects.
func (s *storage) objects(id string) (keys []string) {
	s.t.Helper()
	for key := range s.keys(job.Prefix + id + "/") {
		keys = append(keys, key)
	}
	return keys
}

// results counts a job's stored results.
func (s *storage) results(id string) (n int) {
	s.t.Helper()
	for _, key := range s.objects(id) {
		if _, part, _ := job.ParseKey(key); strings.HasPrefix(part, "result.") {
			n++
		}
	}
	return n
}

// jobs are the IDs of all jobs that have a record.
func (s *storage) jobs() (ids []string) {
	s.t.Helper()
	for key := range s.keys(job.Prefix) {
		if id, _, _ := job.ParseKey(key); key == job.RecordKey(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

func (s *storage) keys(prefix string) map[string]bool {
	s.t.Helper()
	keys := map[string]bool{}
	err := store.All(context.Background(), s.open(s3store.Jobs), prefix, func(o store.Info) error {
		keys[o.Key] = true
		return nil
	})
	if err != nil {
		s.t.Fatalf("list %s: %v", prefix, err)
	}
	return keys
}
