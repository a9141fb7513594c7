package function

import (
	"context"
	"time"

	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
)

// bundle is a job's objects as the listing shows them.
type bundle struct {
	id       string
	record   *store.Info
	keys     []string
	newest   time.Time
	archived bool
}

func (b *bundle) add(o store.Info, name string) {
	b.keys = append(b.keys, o.Key)
	if o.LastModified.After(b.newest) {
		b.newest = o.LastModified
	}
	switch name {
	case "job.json":
		b.record = &o
	case "archived":
		b.archived = true
	}
}

// bundles calls each with every job's objects in the order of their IDs: those
// of the IDs after from first, then the others. It stops when ctx ends.
func (s *service) bundles(ctx context.Context, from string, each func(*bundle)) error {
	after := ""
	if from != "" {
		after = job.Prefix + from + "/~" // behind all objects of that ID
	}
	if err := s.list(ctx, after, "", each); err != nil || from == "" {
		return err
	}
	return s.list(ctx, "", from, each)
}

// list goes from the key after to the ID last, or to the end without one.
func (s *service) list(ctx context.Context, after, last string, each func(*bundle)) error {
	current := &bundle{}
	flush := func() {
		if current.id != "" {
			each(current)
		}
	}
	for {
		page, err := s.records.Bucket.List(ctx, job.Prefix, after, 1000)
		if err != nil {
			return err
		}
		for _, o := range page.Objects {
			id, name, ok := job.ParseKey(o.Key)
			if !ok {
				continue
			}
			if last != "" && id > last {
				flush()
				return nil
			}
			if id != current.id {
				flush()
				current = &bundle{id: id}
			}
			current.add(o, name)
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if page.Next == "" {
			flush()
			return nil
		}
		after = page.Next
	}
}
