// Package proc runs programs of this repository as processes of their own, for
// tests that kill and freeze them and for benchmarks that measure them.
//
// What it starts ends with the test that started it. It knows nothing of what
// the programs do.
package proc

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
)

var builds struct {
	sync.Mutex
	dir  string
	made map[string]func() (string, error)
}

// here is where the test started; an embedded S3 server moves elsewhere.
var here, _ = os.Getwd()

// Main is for TestMain: it runs the tests and removes what Build made.
func Main(m *testing.M) int {
	defer func() {
		builds.Lock()
		defer builds.Unlock()
		if builds.dir != "" {
			_ = os.RemoveAll(builds.dir)
		}
	}()
	return m.Run()
}

// Build makes the program in the package with the given import path as a
// container image has it, once for all tests of a test binary, and returns the
// path of the executable.
func Build(tb testing.TB, importPath string) string {
	tb.Helper()
	path, err := builder(importPath)()
	if err != nil {
		tb.Fatal(err)
	}
	return path
}

func builder(importPath string) func() (string, error) {
	builds.Lock()
	defer builds.Unlock()
	if builds.made == nil {
		builds.made = map[string]func() (string, error){}
	}
	if builds.made[importPath] == nil {
		name := strconv.Itoa(len(builds.made)) + "-" + filepath.Base(importPath)
		builds.made[importPath] = sync.OnceValues(func() (string, error) { return build(importPath, name) })
	}
	return builds.made[importPath]
}

func build(importPath, name string) (string, error) {
	dir, err := buildDir()
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, name)
	cmd := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-gcflags=github.com/aws/...=-l", "-o", path, importPath)
	cmd.Dir = here
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build %s: %w\n%s", importPath, err, out)
	}
	return path, nil
}

func buildDir() (string, error) {
	builds.Lock()
	defer builds.Unlock()
	if builds.dir != "" {
		return builds.dir, nil
	}
	dir, err := os.MkdirTemp("", "reverie-test")
	builds.dir = dir
	return dir, err
}
