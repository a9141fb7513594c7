// Package datadir is the folder in which one Reverie keeps everything: it says
// where that is by default, makes sure that it can hold objects, and keeps a
// second Reverie out.
//
// Every error is meant for the person at the terminal: it says what is wrong
// with the folder and what to do. The package knows nothing of what is stored.
package datadir

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"github.com/pkg/xattr"
)

const (
	lockName  = "lock"
	probeName = "user.reverie.probe"
	// objectsName is the only part that other programs may look into: one
	// folder a bucket, one file an object.
	objectsName = "objects"
)

// Dir is a data folder that this process owns until Close.
type Dir struct {
	path string
	lock *os.File
}

// Default is the data folder under the user's data directory, as the platform
// has it.
func Default() (string, error) {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "reverie"), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("this user has no home folder (%w); name a folder for the data with -data DIR", err)
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Application Support", "reverie"), nil
	}
	return filepath.Join(home, ".local", "share", "reverie"), nil
}

// Open makes the folder if it is not there, takes its lock and tries whether
// its file system can hold objects with their metadata.
func Open(path string) (*Dir, error) { return open(path, setXattr) }

func open(path string, setXattr func(path, name string, value []byte) error) (*Dir, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("the data folder: %w; name it with an absolute path: -data DIR", err)
	}
	if err := os.MkdirAll(path, 0o700); err != nil {
		return nil, fmt.Errorf("cannot create the data folder %s: %w; choose another with -data DIR", path, cause(err))
	}
	lock, err := takeLock(filepath.Join(path, lockName))
	if err != nil {
		return nil, lockError(path, err)
	}
	d := &Dir{path: path, lock: lock}
	if err := d.prepareObjects(setXattr); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

// prepareObjects makes the folder for objects and writes a probe file there
// with an extended attribute, as every object will have.
func (d *Dir) prepareObjects(setXattr func(path, name string, value []byte) error) error {
	if err := os.MkdirAll(d.Objects(), 0o700); err != nil {
		return notWritable(d.path, err)
	}
	probe, err := os.CreateTemp(d.path, "probe-*")
	if err != nil {
		return notWritable(d.path, err)
	}
	defer os.Remove(probe.Name())
	defer probe.Close()
	if err := setXattr(probe.Name(), probeName, []byte("1")); err != nil {
		return fmt.Errorf("the file system of %s keeps no extended attributes (%w), and the embedded S3 server stores metadata in them; "+
			"choose a folder on another file system (ext4, XFS, Btrfs or APFS) with -data DIR, or use an S3 server of your own through S3_ENDPOINT", d.path, cause(err))
	}
	return nil
}

// Path is the folder's absolute path.
func (d *Dir) Path() string { return d.path }

// Objects is the folder for buckets, absolute.
func (d *Dir) Objects() string { return filepath.Join(d.path, objectsName) }

// File is the absolute path of a file beside the objects.
func (d *Dir) File(name string) string { return filepath.Join(d.path, name) }

// Close lets another process have the folder.
func (d *Dir) Close() error { return d.lock.Close() }

func lockError(path string, err error) error {
	var used *inUseError
	if errors.As(err, &used) {
		holder := ""
		if used.pid != "" {
			holder = " (process " + used.pid + ")"
		}
		return fmt.Errorf("the data folder %s is in use by another reverie%s; stop that one, or give this one a folder of its own with -data DIR", path, holder)
	}
	return notWritable(path, err)
}

func notWritable(path string, err error) error {
	return fmt.Errorf("cannot write to the data folder %s: %w; make it writable for this user or choose another with -data DIR", path, cause(err))
}

// cause drops operation and path from a file error: the message names them.
func cause(err error) error {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno
	}
	return err
}

// inUseError: somebody else holds the lock.
type inUseError struct{ pid string }

func (e *inUseError) Error() string { return "locked by process " + e.pid }

func readPID(f *os.File) string {
	b := make([]byte, 16)
	n, _ := f.ReadAt(b, 0)
	return strings.TrimSpace(string(b[:n]))
}

func setXattr(path, name string, value []byte) error {
	if !xattr.XATTR_SUPPORTED {
		return errors.ErrUnsupported
	}
	return xattr.Set(path, name, value)
}
