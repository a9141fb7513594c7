package job

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/store"
)

// Keys of a job's objects in the jobs bucket. Each attempt writes its result
// under a key of its own, and the record names the one that counts: a worker
// that was given up for lost and wakes again cannot change a result that a
// client has seen.
const (
	Prefix      = "jobs/"
	recordName  = "/job.json"
	inputName   = "/input"
	resultName  = "/result."
	previewName = "/preview."
	archiveName = "/archived"

	maxRecord = 1 << 20
)

// RecordKey is the key of a job's record.
func RecordKey(id string) string { return Prefix + id + recordName }

// InputKey is the key of a job's input.
func InputKey(id string) string { return Prefix + id + inputName }

// PictureKey is the key of a job's further picture, by its parameter.
func PictureKey(id, parameter string) string { return InputKey(id) + "." + parameter }

// NewResultKey is a fresh key for a job's result.
func NewResultKey(id string) string { return Prefix + id + resultName + rand.Text()[:8] }

// ArchivedKey is the key of the mark that the gallery has kept a job's
// pictures, so that the job's own objects may go.
func ArchivedKey(id string) string { return Prefix + id + archiveName }

// ParseKey splits a key under Prefix into the job's ID and the object's name
// ("job.json", "input", "input.…", "archived", "result.…", "preview.…").
func ParseKey(key string) (id, name string, ok bool) {
	rest, ok := strings.CutPrefix(key, Prefix)
	if !ok {
		return "", "", false
	}
	return strings.Cut(rest, "/")
}

// ErrLost is returned by Swap when another writer changed the record, or it is
// gone: the caller no longer holds the job.
var ErrLost = errors.New("job: the record was changed by another writer")

// ErrDamaged is in the errors of Load for a record that is none.
var ErrDamaged = errors.New("job: damaged record")

// errGone answers unknown, expired and foreign jobs alike.
func errGone() error {
	return fault.New(fault.NotFound, "There is no such job, or it has expired. Jobs and results are kept for a short time only; convert the picture again.")
}

// Record is a job and the version of it that was read. A Record is one writer's:
// all it writes carries its mark, so that it knows its own writes again when
// the answer to one was lost.
type Record struct {
	Job
	etag    string
	writer  string
	expires time.Time // as stored: Swap leaves a job alone whose time is over
}

// Records keeps jobs in a bucket.
type Records struct {
	Bucket store.Bucket
	Now    func() time.Time
}

// NewRecords keeps jobs in b.
func NewRecords(b store.Bucket) *Records { return &Records{Bucket: b, Now: time.Now} }

// Create writes a new record once; store.ErrPrecondition means that the ID has
// one already.
func (r *Records) Create(ctx context.Context, j *Job) error {
	_, err := r.write(ctx, j, rand.Text(), store.PutOptions{Create: true})
	return err
}

// Load reads a record as it is, expired or not; a missing one is
// store.ErrNotFound.
func (r *Records) Load(ctx context.Context, id string) (*Record, error) {
	o, err := r.Bucket.Get(ctx, RecordKey(id), maxRecord)
	if err != nil {
		return nil, err
	}
	rec := &Record{etag: o.ETag, writer: rand.Text()}
	if err := json.Unmarshal(o.Body, &rec.Job); err != nil || rec.ID != id {
		return nil, fault.Wrap(fmt.Errorf("%w: %s: %v", ErrDamaged, id, err), fault.Internal, "The job's record is damaged.")
	}
	rec.expires = rec.ExpiresAt
	return rec, nil
}

// Find is the job called id as user may see it: fault.NotFound for a malformed
// ID, an unknown, expired or another user's job.
func (r *Records) Find(ctx context.Context, id, user string) (*Record, error) {
	if !ValidID(id) {
		return nil, errGone()
	}
	rec, err := r.Load(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, errGone()
	}
	if err != nil {
		return nil, err
	}
	if rec.Expired(r.Now()) || rec.Owner != "" && rec.Owner != user {
		return nil, errGone()
	}
	return rec, nil
}

// Swap writes rec if nobody else has changed it since it was read and its time
// is not over: what has expired stays so. ErrLost says that one of the two has
// happened. After any other error it is open whether rec was written; the next
// Swap finds out.
func (r *Records) Swap(ctx context.Context, rec *Record) error {
	for try := range swapTries {
		if !r.Now().Before(rec.expires) {
			return ErrLost
		}
		etag, err := r.write(ctx, &rec.Job, rec.writer, store.PutOptions{IfMatch: rec.etag})
		if err == nil {
			rec.etag, rec.expires = etag, rec.ExpiresAt
		}
		if !errors.Is(err, store.ErrPrecondition) {
			return err
		}
		current, err := r.Load(ctx, rec.ID)
		if errors.Is(err, store.ErrNotFound) {
			return ErrLost
		}
		if err != nil {
			return err
		}
		switch {
		case current.etag == rec.etag:
			// The server met another write under way, which may be ours.
			if err := rest(ctx, time.Duration(try+1)*20*time.Millisecond); err != nil {
				return err
			}
		case current.Writer == rec.writer: // a write of ours whose answer was lost
			rec.etag, rec.expires = current.etag, current.ExpiresAt
		default:
			return ErrLost
		}
	}
	return fault.New(fault.Unavailable, "The job's record cannot be written just now. Try again.").After(time.Second)
}

func rest(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// swapTries bounds Update; each lost round means that another writer won one.
const swapTries = 8

// Update changes a record by change until the write is not overtaken. change
// may return an error to leave the record as it is. Missing: store.ErrNotFound.
func (r *Records) Update(ctx context.Context, id string, change func(*Job) error) (*Record, error) {
	for range swapTries {
		rec, err := r.Load(ctx, id)
		if err != nil {
			return nil, err
		}
		if err := change(&rec.Job); err != nil {
			return rec, err
		}
		if err := r.Swap(ctx, rec); !errors.Is(err, ErrLost) {
			return rec, err
		}
	}
	return nil, fault.New(fault.Unavailable, "The job is being changed by others. Try again.").After(time.Second)
}

func (r *Records) write(ctx context.Context, j *Job, writer string, opts store.PutOptions) (string, error) {
	j.Writer = writer
	body, err := json.Marshal(j)
	if err != nil {
		return "", fmt.Errorf("record of job %s: %w", j.ID, err)
	}
	opts.ContentType = "application/json"
	return r.Bucket.Put(ctx, RecordKey(j.ID), body, opts)
}
