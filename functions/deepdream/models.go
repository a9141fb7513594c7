package function

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/nn/model"
)

// Prefix is what the names of converters for users' models begin with.
const Prefix = "deepdream-"

// Custom makes a converter of a model's file, a path or s3: and a key of the
// bucket of models: it dreams of the layers of its network, and of its classes
// if they have names. Without a name the converter gets that of the file.
//
// The file is read whole to learn its layers. Its weights are let go of when
// they are not used, and read again when they are.
func Custom(ctx context.Context, place, name string, env config.Env) (*convert.Converter, error) {
	s, err := open(place, env)
	if err != nil {
		return nil, err
	}
	return s.converter(ctx, name)
}

// Folder makes the converters of all models of a folder, or of the bucket of
// models for s3: and the beginning of their keys. What is wrong with a file is
// in broken and keeps none of the others from working.
func Folder(ctx context.Context, place string, env config.Env) (list []*convert.Converter, broken []error, err error) {
	sources, err := openAll(ctx, place, env)
	if err != nil {
		return nil, nil, err
	}
	taken := map[string]bool{}
	for _, s := range sources {
		c, err := s.converter(ctx, "")
		if ctx.Err() != nil {
			return nil, nil, context.Cause(ctx)
		}
		if err != nil {
			broken = append(broken, err)
			continue
		}
		c.Name = free(c.Name, taken)
		taken[c.Name] = true
		list = append(list, c)
	}
	return list, broken, nil
}

// converter reads a model and makes its converter.
func (s *source) converter(ctx context.Context, name string) (*convert.Converter, error) {
	k := &kept{source: s}
	var c *convert.Converter
	err := k.first(ctx, func(d *dreamer) (err error) {
		c, err = s.describe(ctx, k, d, name)
		return err
	})
	return c, err
}

// describe makes the converter of a model that has been read.
func (s *source) describe(ctx context.Context, k *kept, d *dreamer, name string) (*convert.Converter, error) {
	l := &look{name: name, title: "Dream of " + clean(d.Name), version: version(d.Model), load: k.load}
	l.summary = "DeepDream with the network " + clean(d.Name) + "."
	if name == "" {
		l.name = converterName(s.stem())
		if k.sidecar.Name != "" {
			l.name = converterName(k.sidecar.Name)
		}
	}
	var err error
	if l.presets, err = d.presets(ctx); err != nil {
		return nil, s.wrong(err)
	}
	l.usual = usual(l.presets)
	c := l.converter()
	c.Need = d.need()
	if err := c.Validate(); err != nil {
		return nil, s.wrong(err)
	}
	return &c, nil
}

// version changes with the code, with the file and with what is said about it.
func version(m *model.Model) string {
	v := shipped.version + "-" + clean(m.Version)
	if hash := m.SHA256[:12]; !strings.HasPrefix(m.Version, hash) {
		v += "-" + hash
	}
	return v
}

// maxName is the longest name of a converter.
const maxName = 40

// converterName is a model's name as a name of the catalogue: lower-case words
// joined by hyphens.
func converterName(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	if len(words) == 0 {
		words = []string{"model"}
	}
	joined := Prefix + strings.Join(words, "-")
	return strings.TrimRight(joined[:min(len(joined), maxName)], "-")
}

// free is a name that is not taken: the second of two gets -2 behind it.
func free(name string, taken map[string]bool) string {
	for next, n := name, 2; ; n++ {
		if !taken[next] {
			return next
		}
		number := fmt.Sprintf("-%d", n)
		next = strings.TrimRight(name[:min(len(name), maxName-len(number))], "-") + number
	}
}

// clean is a text of a file as people may be shown it.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > maxName {
		s = string(runes[:maxName-1]) + "…"
	}
	if s == "" {
		return "a model"
	}
	return s
}

// isModel reports whether a file is one of weights by the end of its name.
func isModel(name string) bool {
	ext := strings.ToLower(path.Ext(name))
	return (ext == ".safetensors" || ext == ".onnx") && !strings.HasPrefix(path.Base(name), ".")
}

var errNothing = errors.New("it has no layer that can be dreamt of")
