package main

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The parts of https://github.com/opencontainers/image-spec that are looked at.
type (
	descriptor struct {
		Digest   string
		Size     int64
		Platform struct{ OS, Architecture string }
	}
	manifest struct {
		Config      descriptor
		Layers      []descriptor
		Manifests   []descriptor // of an index
		Annotations map[string]string
	}
	imageConfig struct {
		Created, OS, Architecture string
		Config                    struct {
			User            string
			Entrypoint, Env []string
		}
	}
)

// layout is a folder in OCI image layout.
type layout string

func (l layout) top(tb testing.TB) descriptor {
	tb.Helper()
	var index manifest
	decodeFile(tb, filepath.Join(string(l), "index.json"), &index)
	if len(index.Manifests) != 1 {
		tb.Fatalf("the layout holds %d images", len(index.Manifests))
	}
	return index.Manifests[0]
}

func (l layout) path(digest string) string {
	return filepath.Join(string(l), "blobs", strings.Replace(digest, ":", "/", 1))
}

func (l layout) manifest(tb testing.TB, d descriptor) (m manifest) {
	tb.Helper()
	decodeFile(tb, l.path(d.Digest), &m)
	return m
}

// files unpacks all layers, later ones over earlier ones, into the path by name.
func (l layout) files(tb testing.TB, m manifest) (dir string, headers map[string]*tar.Header) {
	tb.Helper()
	dir, headers = tb.TempDir(), map[string]*tar.Header{}
	for _, layer := range m.Layers {
		f, err := os.Open(l.path(layer.Digest))
		if err != nil {
			tb.Fatal(err)
		}
		unpack(tb, f, dir, headers)
		if err := f.Close(); err != nil {
			tb.Fatal(err)
		}
	}
	return dir, headers
}

func unpack(tb testing.TB, packed io.Reader, dir string, headers map[string]*tar.Header) {
	tb.Helper()
	z, err := gzip.NewReader(packed)
	if err != nil {
		tb.Fatal(err)
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			tb.Fatal(err)
		}
		name := "/" + strings.Trim(h.Name, "/")
		headers[name] = h
		if h.Typeflag != tar.TypeReg {
			continue
		}
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			tb.Fatal(err)
		}
		f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o755)
		if err != nil {
			tb.Fatal(err)
		}
		_, err = io.Copy(f, r)
		if err := errors.Join(err, f.Close()); err != nil {
			tb.Fatal(err)
		}
	}
}

func decodeFile(tb testing.TB, path string, v any) {
	tb.Helper()
	b, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(b, v)
	}
	if err != nil {
		tb.Fatalf("%s: %v", path, err)
	}
}
