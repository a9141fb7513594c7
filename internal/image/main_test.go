package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/crypto/x509roots/fallback/bundle"
)

func TestTheSameBytesEachTime(t *testing.T) {
	a, b := t.TempDir(), t.TempDir()
	first, err := write(a)
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{b, a} { // a second time into the same folder too
		if again, err := write(dir); err != nil || again != first {
			t.Errorf("%s, then %s; %v", first, again, err)
		}
	}
	if x, y := files(t, a), files(t, b); !maps.Equal(x, y) {
		t.Errorf("%v and %v", x, y)
	}
}

// Every blob is what its name says, and every name that a document holds is there.
func TestTheLayoutIsWhole(t *testing.T) {
	dir := t.TempDir()
	digest, err := write(dir)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var follow func(v any)
	follow = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				follow(e)
			}
		case map[string]any:
			if d, ok := v["digest"].(string); ok && !seen[d] {
				seen[d] = true
				b := blob(t, dir, d)
				if sum(b) != d || float64(len(b)) != v["size"] {
					t.Errorf("%s has %d bytes and is %s", d, len(b), sum(b))
				}
				if v["mediaType"] != typeLayer {
					follow(decode(t, b))
				}
			}
			for _, e := range v {
				follow(e)
			}
		}
	}
	b, err := os.ReadFile(filepath.Join(dir, "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	follow(decode(t, b))
	if want := 1 + 2*len(architectures) + 1; len(seen) != want || !seen[digest] {
		t.Errorf("%d blobs, want %d; the index is among them: %v", len(seen), want, seen[digest])
	}
}

func TestTheLayer(t *testing.T) {
	b, err := layer()
	if err != nil {
		t.Fatal(err)
	}
	packed, err := compress(b)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	r, modes := tar.NewReader(unpacked), map[string]int64{}
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		modes[h.Name] = h.Mode
		if h.Name == authorities {
			checkAuthorities(t, r)
		}
		if h.Uid != 0 || h.Gid != 0 || h.ModTime.Unix() > 0 {
			t.Errorf("%s: owner %d:%d, time %v", h.Name, h.Uid, h.Gid, h.ModTime)
		}
	}
	if modes["tmp/"] != 0o1777 || modes["etc/passwd"] != 0o644 || modes[authorities] != 0o644 {
		t.Errorf("modes: %v", modes)
	}
}

func checkAuthorities(t *testing.T, r io.Reader) {
	t.Helper()
	pem, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	got, want := x509.NewCertPool(), x509.NewCertPool()
	if !got.AppendCertsFromPEM(pem) {
		t.Fatal("no certificates")
	}
	count := 0
	for root := range bundle.Roots() {
		if root.Constraint != nil {
			continue
		}
		cert, err := x509.ParseCertificate(root.Certificate)
		if err != nil {
			t.Fatal(err)
		}
		want.AddCert(cert)
		count++
	}
	if !got.Equal(want) || count < 50 {
		t.Errorf("not the %d authorities that are trusted without a condition", count)
	}
}

func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		out[name] = sum(b)
		return err
	})
	if err != nil || !slices.Contains(slices.Collect(maps.Keys(out)), "oci-layout") {
		t.Fatalf("%v: %v", out, err)
	}
	return out
}

func blob(t *testing.T, dir, digest string) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "blobs", "sha256", digest[len("sha256:"):]))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func decode(t *testing.T, b []byte) any {
	t.Helper()
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	return v
}
