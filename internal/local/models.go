package local

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"time"

	"github.com/reverie-image/reverie/functions"
	deepdream "github.com/reverie-image/reverie/functions/deepdream"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/convert"
	s3store "github.com/reverie-image/reverie/shared/store/s3"
)

// absolute is a place of models that does not depend on the working directory,
// which the embedded S3 server changes.
func absolute(place string) (string, error) {
	if place == "" || strings.HasPrefix(place, deepdream.InBucket) {
		return place, nil
	}
	return filepath.Abs(place)
}

// addModels makes functions of the models of the folder or bucket.
func (s *Server) addModels(ctx context.Context) error {
	// What makes a function in a container another one is not for those here.
	s.env["MODEL"], s.env["FUNCTION"] = "", ""
	if s.cfg.Models == "" {
		return nil
	}
	began := time.Now()
	if strings.HasPrefix(s.cfg.Models, deepdream.InBucket) {
		if err := s.ensureModels(ctx); err != nil {
			slog.Warn("the bucket of models cannot be created", "error", err)
		}
	}
	converters, broken, err := deepdream.Folder(ctx, s.cfg.Models, s.Env())
	if err != nil {
		return fmt.Errorf("the models at %s: %w", s.cfg.Models, err)
	}
	all := append([]functions.Function{}, s.cfg.Functions...)
	var names []string
	for _, c := range converters {
		if taken(all, c.Name) {
			broken = append(broken, fmt.Errorf("there is a function %s already", c.Name))
			continue
		}
		all = append(all, functions.Function{Name: c.Name, New: convert.Function(c), Converter: c})
		names = append(names, c.Name)
	}
	s.cfg.Functions = all
	for _, err := range broken {
		slog.Error("a model is left out", "error", err)
		fmt.Fprintf(s.cfg.Notice, "  Left out: %v\n", err)
	}
	if len(names) == 0 {
		names = []string{"none"}
	}
	fmt.Fprintf(s.cfg.Notice, "  Models of %s: %s\n", s.cfg.Models, strings.Join(names, ", "))
	slog.Info("models read", "place", s.cfg.Models, "models", len(converters), "left_out", len(broken), "took", time.Since(began).Round(time.Millisecond).String())
	return nil
}

func taken(list []functions.Function, name string) bool {
	for _, f := range list {
		if f.Name == name {
			return true
		}
	}
	return false
}

// ensureModels creates the bucket of models, so that there is one to put models
// into. Where it exists, credentials that only read will do.
func (s *Server) ensureModels(ctx context.Context) error {
	cfg, err := s3store.ReadConfig(s.Env())
	if err != nil {
		return err
	}
	return s3store.New(cfg).Ensure(ctx, cfg.Buckets[s3store.Models])
}

// Models are the descriptors of the converters of all models at a place, and
// what is wrong with the others. Functions elsewhere learn of them from the
// environment variable CONVERTERS.
func Models(ctx context.Context, place string, env config.Env) (list []convert.Descriptor, broken []error, err error) {
	converters, broken, err := deepdream.Folder(ctx, place, env)
	list = []convert.Descriptor{}
	for _, c := range converters {
		list = append(list, c.Descriptor)
	}
	return list, broken, err
}
