package jpeg

import (
	"errors"
	"fmt"
)

// Every error of this package about a file wraps one of these.
var (
	// ErrPixels says that only decoded pixels can serve the operation.
	ErrPixels = errors.New("jpeg: needs pixels")
	// ErrCorrupt is a truncated or damaged file.
	ErrCorrupt = errors.New("jpeg: damaged or truncated")
	// ErrUnsupported is a kind of JPEG that this package does not read.
	ErrUnsupported = errors.New("jpeg: unsupported")
	// ErrTooLarge is a file over this package's limits of size or scans.
	ErrTooLarge = errors.New("jpeg: too large")
)

func corrupt(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrCorrupt, fmt.Sprintf(format, args...))
}

func unsupported(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrUnsupported, fmt.Sprintf(format, args...))
}

func tooLarge(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrTooLarge, fmt.Sprintf(format, args...))
}

func needsPixels(format string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrPixels, fmt.Sprintf(format, args...))
}
