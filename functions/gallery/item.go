package function

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
)

const maxItem = 1 << 20

// item is an item's record as it is stored: all of a job that is worth keeping,
// so that its result can be explained, and made again, after the job is gone.
// It is written once, after its pictures.
type item struct {
	ID         string          `json:"id"`
	Job        string          `json:"job"`
	Owner      string          `json:"owner"`
	Converter  string          `json:"converter"`
	Version    string          `json:"converter_version"`
	Parameters json.RawMessage `json:"parameters"`
	Name       string          `json:"name,omitempty"`
	CreatedAt  time.Time       `json:"created_at"`
	KeptAt     time.Time       `json:"kept_at"`
	Original   job.Blob        `json:"original"`
	Result     job.Blob        `json:"result"`
	Thumbnail  *job.Blob       `json:"thumbnail,omitempty"` // nil when none could be made
	Provenance job.Provenance  `json:"provenance"`
	// Pictures are the further pictures that the converter was given, one at most.
	// What was kept has a key; items from before that have none.
	Pictures map[string]job.Blob `json:"pictures,omitempty"`
}

// side is the picture that is shown as a side, if there is one: the result is its
// own thumbnail where there is no smaller one.
func (it *item) side(name string) (job.Blob, bool) {
	switch {
	case name == original:
		return it.Original, true
	case name == thumbnail && it.Thumbnail != nil:
		return *it.Thumbnail, true
	case name == further:
		for _, b := range it.Pictures {
			return b, b.Key != ""
		}
		return job.Blob{}, false
	}
	return it.Result, true
}

// view is an item as the API shows it.
type view struct {
	ID         string            `json:"id"`
	Converter  string            `json:"converter"`
	Parameters json.RawMessage   `json:"parameters"`
	CreatedAt  time.Time         `json:"created_at"`
	Name       string            `json:"name,omitempty"`
	Original   pictureView       `json:"original"`
	Result     pictureView       `json:"result"`
	Provenance job.Explanation   `json:"provenance"`
	Links      map[string]string `json:"links"`
}

type pictureView struct {
	Type   string `json:"type"`
	Size   int64  `json:"size"`
	Width  int    `json:"width"`
	Height int    `json:"height"`
}

func (it *item) view() view {
	links := map[string]string{"self": itemPath(it.ID)}
	for _, side := range sides {
		if _, ok := it.side(side); ok {
			links[side] = itemPath(it.ID) + "/" + side
		}
	}
	return view{
		ID: it.ID, Converter: it.Converter, Parameters: it.Parameters, CreatedAt: it.CreatedAt, Name: it.Name,
		Original: viewOf(it.Original), Result: viewOf(it.Result),
		Provenance: job.Explain(it.Converter, it.Version, it.Parameters, it.Original, it.Pictures, it.Provenance),
		Links:      links,
	}
}

func viewOf(b job.Blob) pictureView {
	return pictureView{Type: b.Type, Size: b.Size, Width: b.Width, Height: b.Height}
}

// load reads an account's item and its version. An item that was deleted is a
// fault.NotFound with the tombstone's version, one that never was has none.
func (s *service) load(ctx context.Context, account, id string) (*item, string, error) {
	o, err := s.gallery.Get(ctx, itemKey(account, id), maxItem)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil, "", errNoItem()
	case err != nil:
		return nil, "", err
	case len(o.Body) == 0:
		return nil, o.ETag, errNoItem()
	}
	var it item
	if err := json.Unmarshal(o.Body, &it); err != nil || it.ID != id || it.Owner != account {
		return nil, o.ETag, fault.Wrap(fmt.Errorf("item %s of account %s: %v", id, account, err),
			fault.Internal, "The record of this picture is damaged.")
	}
	return &it, o.ETag, nil
}

// bury replaces the version of a record by a tombstone: an object without a
// byte, which a listing tells from its size. A record changes in no other way,
// so one that has changed is buried, or gone with its account.
func (s *service) bury(ctx context.Context, account, id, etag string) error {
	_, err := s.gallery.Put(ctx, itemKey(account, id), nil, store.PutOptions{IfMatch: etag})
	if errors.Is(err, store.ErrPrecondition) {
		return nil
	}
	return err
}

// exists reports whether there is an object.
func exists(ctx context.Context, b store.Bucket, key string) (bool, error) {
	_, err := b.Head(ctx, key)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// unavailable gives a bare error of a bucket, such as that of a context that
// ended, its code: whoever asked may ask again.
func unavailable(err error) error {
	var known *fault.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	return fault.Wrap(err, fault.Unavailable, "The gallery is not available. Try again in a few seconds.").After(retrySoon)
}

const retrySoon = 2 * time.Second
