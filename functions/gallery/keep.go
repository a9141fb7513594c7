package function

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
)

// keep puts the pictures of a job into its owner's gallery. It may be cut off
// anywhere and called again, also twice at once:
//
//   - all that two deliveries write is the same, under the same keys;
//   - the record comes after the pictures, so an item is whole when it is seen;
//   - the record is only ever created, and a deleted item's tombstone stays;
//   - the job's archived mark comes last, and lets its own objects go.
//
// The job may have expired: as long as it is there, its pictures are kept.
func (s *service) keep(ctx context.Context, jobID string) error {
	done, err := exists(ctx, s.jobs, job.ArchivedKey(jobID))
	if done || err != nil {
		return err
	}
	rec, err := s.records.Load(ctx, jobID)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nothing("the job is gone")
	case err != nil:
		return err
	case rec.State != job.Succeeded || rec.Result == nil || rec.Cancelled:
		return nothing("the job has no result: it is %s", rec.State)
	case !validAccount(rec.Owner):
		return nothing("the job has no owner")
	}
	kerr := s.keepOnce(ctx, &rec.Job)
	if kerr != nil && !errors.Is(kerr, errNothing) {
		return kerr
	}
	if err := s.mark(ctx, jobID); err != nil {
		return err
	}
	return kerr
}

// keepOnce keeps a job unless its item is there, or was, or its owner has gone.
func (s *service) keepOnce(ctx context.Context, j *job.Job) error {
	id := itemID(j.CreatedAt, j.ID)
	seen, err := s.gallery.Head(ctx, itemKey(j.Owner, id))
	switch {
	case err == nil && seen.Size > 0:
		return s.withdraw(ctx, j.Owner, id)
	case err == nil: // deleted, while an earlier delivery was cut off
		return s.gallery.Delete(ctx, pictureKeys(j.Owner, id)...)
	case !errors.Is(err, store.ErrNotFound):
		return err
	}
	if gone, err := exists(ctx, s.gallery, goneKey(j.Owner)); err != nil {
		return err
	} else if gone {
		return s.withdraw(ctx, j.Owner, id)
	}
	it, err := s.copyPictures(ctx, j, id)
	if err != nil {
		return err
	}
	if err := s.create(ctx, it); err != nil {
		return err
	}
	return s.withdraw(ctx, j.Owner, id)
}

// copyPictures stores an item's pictures and returns the record to be written.
func (s *service) copyPictures(ctx context.Context, j *job.Job, id string) (*item, error) {
	before, err := s.fetch(ctx, j.Input)
	if err != nil {
		return nil, err
	}
	after, err := s.fetch(ctx, *j.Result)
	if err != nil {
		return nil, err
	}
	it := &item{
		ID: id, Job: j.ID, Owner: j.Owner, Converter: j.Converter, Version: j.Version,
		Parameters: j.Parameters, Name: j.Name, CreatedAt: j.CreatedAt, KeptAt: s.now().UTC(),
		Original: measured(j.Input, before), Result: measured(*j.Result, after), Provenance: j.Provenance,
	}
	if len(it.Parameters) == 0 || string(it.Parameters) == "null" {
		it.Parameters = json.RawMessage("{}")
	}
	if err := s.copyFurther(ctx, j, it); err != nil {
		return nil, err
	}
	it.Original.Key = pictureKey(j.Owner, id, original)
	it.Result.Key = pictureKey(j.Owner, id, result)
	small, data, err := makeThumbnail(ctx, after)
	if err != nil {
		return nil, err
	}
	if small != nil {
		small.Key = pictureKey(j.Owner, id, thumbnail)
		if err := s.put(ctx, *small, data); err != nil {
			return nil, err
		}
		it.Thumbnail = small
	}
	if err := s.put(ctx, it.Original, before); err != nil {
		return nil, err
	}
	return it, s.put(ctx, it.Result, after)
}

// copyFurther stores the further picture that the converter was given: without
// it nobody could make the result again.
func (s *service) copyFurther(ctx context.Context, j *job.Job, it *item) error {
	if len(j.Pictures) > 1 {
		return nothing("the job has %d further pictures", len(j.Pictures)) // no converter takes more than one
	}
	for name, b := range j.Pictures {
		data, err := s.fetch(ctx, b)
		if err != nil {
			return err
		}
		b.Key = pictureKey(j.Owner, it.ID, further)
		it.Pictures = map[string]job.Blob{name: b}
		return s.put(ctx, b, data)
	}
	return nil
}

// fetch reads a job's picture; one that is not as the record says will never be.
func (s *service) fetch(ctx context.Context, b job.Blob) ([]byte, error) {
	o, err := s.jobs.Get(ctx, b.Key, b.Size)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, nothing("%s is gone", b.Key)
	case errors.Is(err, store.ErrTooLarge):
		return nil, nothing("%s is larger than the %d bytes of its record", b.Key, b.Size)
	case err != nil:
		return nil, err
	}
	if sum := sha256.Sum256(o.Body); hex.EncodeToString(sum[:]) != b.SHA256 {
		return nil, nothing("%s has SHA-256 %x, its record says %s", b.Key, sum, b.SHA256)
	}
	return o.Body, nil
}

func (s *service) put(ctx context.Context, b job.Blob, data []byte) error {
	_, err := s.gallery.Put(ctx, b.Key, data, store.PutOptions{ContentType: b.Type})
	return err
}

// create makes the item visible, unless it is so already. Where a tombstone is
// in the way the pictures have to go again.
func (s *service) create(ctx context.Context, it *item) error {
	body, err := json.Marshal(it)
	if err != nil {
		return fmt.Errorf("item %s: %w", it.ID, err)
	}
	key := itemKey(it.Owner, it.ID)
	_, err = s.gallery.Put(ctx, key, body, store.PutOptions{ContentType: "application/json", Create: true})
	if !errors.Is(err, store.ErrPrecondition) {
		if err == nil {
			slog.InfoContext(ctx, "pictures kept", "item", it.ID, "converter", it.Converter)
		}
		return err
	}
	there, err := s.gallery.Head(ctx, key)
	switch {
	case errors.Is(err, store.ErrNotFound): // its account is being deleted
		return fault.New(fault.Unavailable, "The gallery changed meanwhile.").After(retrySoon)
	case err != nil || there.Size > 0:
		return err
	}
	return s.gallery.Delete(ctx, pictureKeys(it.Owner, it.ID)...)
}

// withdraw takes an item away again when its account has been deleted: whether
// the deletion saw the item is open.
func (s *service) withdraw(ctx context.Context, account, id string) error {
	gone, err := exists(ctx, s.gallery, goneKey(account))
	if err != nil || !gone {
		return err
	}
	return s.gallery.Delete(ctx, append(pictureKeys(account, id), itemKey(account, id))...)
}

func (s *service) mark(ctx context.Context, jobID string) error {
	_, err := s.jobs.Put(ctx, job.ArchivedKey(jobID), nil, store.PutOptions{})
	return err
}
