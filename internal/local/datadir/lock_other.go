//go:build !(linux || darwin || freebsd || netbsd || openbsd || dragonfly)

package datadir

import (
	"errors"
	"fmt"
	"os"
)

// takeLock: without advisory locks two processes could share the folder, and
// compare-and-swap would not hold between them.
func takeLock(string) (*os.File, error) {
	return nil, fmt.Errorf("locking: %w on this system, use an S3 server of your own through S3_ENDPOINT", errors.ErrUnsupported)
}
