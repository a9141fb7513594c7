package function

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"strings"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/nn/model"
	"github.com/reverie-image/reverie/shared/store"
	s3store "github.com/reverie-image/reverie/shared/store/s3"
)

// InBucket is what a place in the bucket of models begins with.
const InBucket = "s3:"

// source is where a model's file is: on a disk, or in a bucket.
type source struct {
	place    string       // a path, or a key of bucket
	bucket   store.Bucket // nil for a path
	maxBytes int64
}

// open is the file at a place, which need not be there.
func open(place string, env config.Env) (*source, error) {
	r := config.Read(env)
	s := &source{place: place, maxBytes: int64(r.Int("MODEL_MAX_BYTES", model.DefaultMaxBytes, 1))}
	if err := r.Err(); err != nil {
		return nil, err
	}
	key, inBucket := strings.CutPrefix(place, InBucket)
	if !inBucket {
		return s, nil
	}
	s.place = key
	var err error
	s.bucket, err = s3store.Open(env, s3store.Models)
	return s, err
}

// openAll are the models at a place, in the order of their names.
func openAll(ctx context.Context, place string, env config.Env) (list []*source, err error) {
	all, err := open(place, env)
	if err != nil {
		return nil, err
	}
	add := func(place string) { list = append(list, &source{place, all.bucket, all.maxBytes}) }
	if all.bucket != nil {
		err = store.All(ctx, all.bucket, all.place, func(o store.Info) error {
			if isModel(o.Key) {
				add(o.Key)
			}
			return nil
		})
		if err != nil {
			err = fmt.Errorf("the bucket of models (S3_BUCKET_MODELS): %w", err)
		}
		return list, err
	}
	entries, err := model.List(all.place)
	for _, e := range entries {
		add(e.Path)
	}
	return list, err
}

// stem is the file's name without its end.
func (s *source) stem() string {
	base := path.Base(filepath.ToSlash(s.place))
	return strings.TrimSuffix(base, path.Ext(base))
}

// wrong says which file an error is about.
func (s *source) wrong(err error) error {
	return fmt.Errorf("model %s: %w", path.Base(filepath.ToSlash(s.place)), err)
}

// read reads the model, with what is said about it.
func (s *source) read(ctx context.Context, about *model.Sidecar) (*dreamer, error) {
	o := model.Options{Name: converterName(s.stem())[len(Prefix):], MaxBytes: s.maxBytes, FeaturesOnly: len(about.Classes) == 0, Sidecar: about}
	m, err := s.model(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := nameLogits(m.Graph); err != nil {
		return nil, s.wrong(err)
	}
	d, err := newDreamer(m)
	if err != nil {
		return nil, s.wrong(err)
	}
	return d, nil
}

func (s *source) model(ctx context.Context, o model.Options) (*model.Model, error) {
	if s.bucket == nil {
		return model.Open(s.place, o) // its errors name the file
	}
	object, err := s.bucket.Get(ctx, s.place, s.maxBytes)
	switch {
	case errors.Is(err, store.ErrTooLarge):
		err = fmt.Errorf("the file has more than %d bytes", s.maxBytes)
	case errors.Is(err, store.ErrNotFound):
		err = fmt.Errorf("the bucket of models has no %s", s.place)
	}
	if err != nil {
		return nil, s.wrong(err)
	}
	m, err := model.Load(object.Body, o)
	if err != nil {
		return nil, s.wrong(err)
	}
	return m, nil
}

// about reads the JSON file beside the model; without one it is empty.
func (s *source) about(ctx context.Context) (about *model.Sidecar, err error) {
	if s.bucket == nil {
		about, err = model.ReadSidecar(s.place + ".json")
	} else {
		var o store.Object
		o, err = s.bucket.Get(ctx, s.place+".json", model.MaxSidecar)
		switch {
		case err == nil:
			about, err = model.ParseSidecar(o.Body)
		case errors.Is(err, store.ErrNotFound):
			err = nil
		}
	}
	if err != nil {
		return nil, s.wrong(fmt.Errorf("its JSON file: %w", err))
	}
	if about == nil {
		about = &model.Sidecar{}
	}
	return about, nil
}
