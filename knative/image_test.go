package main

import (
	"debug/elf"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	maxImage = 25_000_000 // bytes that a node pulls
	nonroot  = "65532:65532"
	revision = "0123456789abcdef0123456789abcdef01234567"
	created  = "2026-01-01T00:00:00Z"
)

// makeImage copies a repository to dir, and makes the image there with a ko that
// is shared by all copies.
func makeImage(t *testing.T, from, dir, ko, platforms, zone string) layout {
	t.Helper()
	copyTree(t, from, dir)
	if err := os.Mkdir(filepath.Join(dir, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(ko, filepath.Join(dir, "bin", "ko")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("make", "-C", dir, "image", "IMAGE_GO=auto") // the Go that is there
	cmd.Env = append(os.Environ(),
		"PLATFORMS="+platforms, "TZ="+zone, "REVISION="+revision, "SOURCE_DATE_EPOCH=1767225600", "MAKEFLAGS=")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("make image: %v\n%s", err, out)
	}
	return layout(filepath.Join(dir, "bin", "image"))
}

// copyTree leaves out what the image must not depend on.
func copyTree(t *testing.T, from, to string) {
	t.Helper()
	err := filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if rel == ".git" || rel == "bin" || rel == ".cache" {
			if d.IsDir() {
				return filepath.SkipDir
			}
			return nil
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		}
		info, err := d.Info()
		if err != nil || !info.Mode().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), b, info.Mode().Perm())
	})
	if err != nil {
		t.Fatal(err)
	}
}

// installKo gives the ko of ./bin, which make image would install.
func installKo(t *testing.T) string {
	t.Helper()
	if out, err := exec.Command("make", "-C", "..", "ko", "IMAGE_GO=auto").CombinedOutput(); err != nil {
		t.Fatalf("make ko: %v\n%s", err, out)
	}
	ko, err := filepath.Abs("../bin/ko")
	if err != nil {
		t.Fatal(err)
	}
	return ko
}

// The image for two platforms and the one for one of them come from different
// folders and time zones, and are the same image.
func TestImage(t *testing.T) {
	ko := installKo(t)
	a, b := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "elsewhere", "b")
	both := makeImage(t, "..", a, ko, "linux/amd64,linux/arm64", "Asia/Tokyo")
	one := makeImage(t, a, b, ko, "linux/amd64", "UTC")

	index := both.manifest(t, both.top(t))
	machines := map[string]elf.Machine{"amd64": elf.EM_X86_64, "arm64": elf.EM_AARCH64}
	if len(index.Manifests) != len(machines) {
		t.Fatalf("%d platforms, want %d", len(index.Manifests), len(machines))
	}
	for _, d := range index.Manifests {
		t.Run(d.Platform.Architecture, func(t *testing.T) {
			machine, ok := machines[d.Platform.Architecture]
			if !ok || d.Platform.OS != "linux" {
				t.Fatalf("for %+v", d.Platform)
			}
			checkImage(t, both, d)
			checkFiles(t, both, d, machine)
			checkSBOM(t, both, d)
			if d.Platform.Architecture == "amd64" && d.Digest != one.top(t).Digest {
				t.Errorf("%s, and %s from another folder", d.Digest, one.top(t).Digest)
			}
		})
	}
}

func checkImage(t *testing.T, l layout, d descriptor) {
	t.Helper()
	m := l.manifest(t, d)
	var c imageConfig
	decodeFile(t, l.path(m.Config.Digest), &c)
	if c.OS != d.Platform.OS || c.Architecture != d.Platform.Architecture || c.Created != created {
		t.Errorf("for %s/%s, made %s", c.OS, c.Architecture, c.Created)
	}
	if c.Config.User != nonroot || !slices.Equal(c.Config.Entrypoint, []string{"/ko-app/knative"}) {
		t.Errorf("%v runs as %q", c.Config.Entrypoint, c.Config.User)
	}
	if got := m.Annotations["org.opencontainers.image.revision"]; got != revision {
		t.Errorf("made from %q", got)
	}
	var size int64
	for _, layer := range m.Layers {
		size += layer.Size
	}
	if size >= maxImage {
		t.Errorf("%d bytes to pull, over %d", size, maxImage)
	}
}

func checkFiles(t *testing.T, l layout, d descriptor, machine elf.Machine) {
	t.Helper()
	dir, headers := l.files(t, l.manifest(t, d))
	for _, name := range []string{"/etc/ssl/certs/ca-certificates.crt", "/etc/passwd", "/tmp"} {
		if headers[name] == nil {
			t.Errorf("%s is missing", name)
		}
	}
	for name, h := range headers {
		if h.Uid != 0 || h.Mode&0o022 != 0 && name != "/tmp" {
			t.Errorf("%s of user %d has mode %o: the process could change it", name, h.Uid, h.Mode)
		}
	}
	binary := headers["/ko-app/knative"]
	if binary == nil || binary.Size >= maxBinary {
		t.Fatalf("the binary is %+v, at most %d bytes", binary, maxBinary)
	}
	f, err := elf.Open(filepath.Join(dir, "ko-app", "knative"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if f.Machine != machine || f.Section(".interp") != nil || f.Section(".symtab") != nil {
		t.Errorf("for %v; linked dynamically: %v; with symbols: %v", f.Machine, f.Section(".interp") != nil, f.Section(".symtab") != nil)
	}
}

// The SBOM names the image that it is of, and what is linked in.
func checkSBOM(t *testing.T, l layout, d descriptor) {
	t.Helper()
	var sbom struct {
		SPDXVersion, Name string
		Packages          []struct{ Name, VersionInfo string }
	}
	decodeFile(t, filepath.Join(filepath.Dir(string(l)), "sbom", "knative-linux-"+d.Platform.Architecture+".spdx.json"), &sbom)
	if !strings.HasPrefix(sbom.SPDXVersion, "SPDX-2") || sbom.Name != "sbom-"+d.Digest {
		t.Errorf("%s of %q", sbom.SPDXVersion, sbom.Name)
	}
	versions := map[string]string{}
	for _, p := range sbom.Packages {
		versions[p.Name] = p.VersionInfo
	}
	for _, name := range []string{"github.com/aws/aws-sdk-go-v2", "github.com/cloudevents/sdk-go/v2", "go.opentelemetry.io/otel"} {
		if versions[name] == "" {
			t.Errorf("it does not have %s", name)
		}
	}
}
