package datadir

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func TestOpenSaysWhatToDo(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	lockIsFolder := t.TempDir()
	if err := os.Mkdir(filepath.Join(lockIsFolder, lockName), 0o700); err != nil {
		t.Fatal(err)
	}
	held := t.TempDir()
	first, err := Open(held)
	if err != nil {
		t.Fatal(err)
	}
	defer first.Close()

	xattrs := func(err error) func(string, string, []byte) error {
		return func(string, string, []byte) error { return err }
	}
	for _, test := range []struct {
		name, path string
		xattr      error
		want       []string
	}{
		{"cannot create", filepath.Join(file, "data"), nil, []string{"cannot create the data folder", file, "not a directory", "-data DIR"}},
		{"cannot write", lockIsFolder, nil, []string{"cannot write to the data folder", lockIsFolder, "-data DIR"}},
		{"no attributes", t.TempDir(), syscall.ENOTSUP, []string{"extended attributes", "another file system", "-data DIR", "S3_ENDPOINT"}},
		{"in use", held, nil, []string{"in use by another reverie", "process " + strconv.Itoa(os.Getpid()), "-data DIR"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := open(test.path, xattrs(test.xattr))
			if err == nil {
				d.Close()
				t.Fatal("opened")
			}
			for _, part := range test.want {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%q does not say %q", err, part)
				}
			}
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("%q is more than one line", err)
			}
		})
	}
}

func TestOpenLeavesNoProbeAndFreesTheLock(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a", "b")
	for range 2 {
		d, err := Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if left, _ := filepath.Glob(filepath.Join(path, "probe-*")); left != nil {
			t.Errorf("left behind: %v", left)
		}
		if !filepath.IsAbs(d.Objects()) {
			t.Errorf("objects at %s", d.Objects())
		}
		info, err := os.Stat(d.Path())
		if err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestOpenAfterAFailureIsPossible(t *testing.T) {
	path := t.TempDir()
	if _, err := open(path, func(string, string, []byte) error { return syscall.ENOTSUP }); err == nil {
		t.Fatal("opened")
	}
	d, err := Open(path)
	if err != nil {
		t.Fatalf("the failed attempt kept the lock: %v", err)
	}
	d.Close()
}

func TestDefault(t *testing.T) {
	t.Setenv("XDG_DATA_HOME", "/somewhere/data")
	if got, err := Default(); err != nil || got != "/somewhere/data/reverie" {
		t.Errorf("got %q, %v", got, err)
	}
	t.Setenv("XDG_DATA_HOME", "relative") // the XDG specification says to ignore it
	t.Setenv("HOME", "/home/u")
	if got, err := Default(); err != nil || !strings.HasPrefix(got, "/home/u/") || filepath.Base(got) != "reverie" {
		t.Errorf("got %q, %v", got, err)
	}
	t.Setenv("XDG_DATA_HOME", "")
	t.Setenv("HOME", "")
	if _, err := Default(); err == nil || !strings.Contains(err.Error(), "-data DIR") {
		t.Errorf("no home: %v", err)
	}
}
