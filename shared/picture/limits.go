package picture

import (
	"fmt"

	"github.com/reverie-image/reverie/shared/fault"
)

// Limits bound what a file may claim before any of it is decoded. All are
// inclusive: exactly the limit is taken.
type Limits struct {
	Bytes       int64 // of the file
	Side        int   // of width and of height, in pixels
	Pixels      int64 // width × height
	Frames      int   // of an animation
	FramePixels int64 // frames × width × height
	Scans       int   // of a JPEG
	ScanBlocks  int64 // 8×8 blocks that all scans of a JPEG visit together
	Memory      int64 // bytes that decoding may take, as Info.Memory estimates
}

// DefaultLimits are the service's: 5 MiB, 50 megapixels. ScanBlocks and Memory
// bind only where those do not: a progressive JPEG holds 4 bytes a sample while
// it is decoded, and 16 bits a channel take 8 bytes a pixel.
func DefaultLimits() Limits {
	return Limits{
		Bytes:       5 << 20,
		Side:        16383,
		Pixels:      50e6,
		Frames:      2000,
		FramePixels: 100e6,
		Scans:       64,
		ScanBlocks:  12e6,
		Memory:      288 << 20,
	}
}

func (l Limits) checkSize(w, h int64) error {
	if w < 1 || h < 1 {
		return corrupt(nil, "The picture says it is %d × %d pixels, which is empty.", w, h)
	}
	if w > int64(l.Side) || h > int64(l.Side) {
		return tooLarge("The picture is %d × %d pixels; at most %d a side are taken. Scale it down first.", w, h, l.Side)
	}
	if w*h > l.Pixels {
		return tooLarge("The picture has %s megapixels (%d × %d); at most %s are taken. Scale it down first.",
			mega(w*h), w, h, mega(l.Pixels))
	}
	return nil
}

func (l Limits) checkFrames(frames, w, h int64) error {
	if frames > int64(l.Frames) {
		return tooLarge("The animation has more than %d frames. Shorten it first.", l.Frames)
	}
	if frames > 1 && frames*w*h > l.FramePixels {
		return tooLarge("The animation has %d frames of %d × %d pixels, %s megapixels together; at most %s are taken. Shorten it or scale it down first.",
			frames, w, h, mega(frames*w*h), mega(l.FramePixels))
	}
	return nil
}

func mega(n int64) string { return fmt.Sprintf("%.4g", float64(n)/1e6) }

func mib(n int64) string { return fmt.Sprintf("%.4g MB", float64(n)/(1<<20)) }

func tooLarge(format string, args ...any) error { return fault.New(fault.TooLarge, format, args...) }

func unsupported(cause error, format string, args ...any) error {
	return fault.Wrap(cause, fault.UnsupportedImage, format, args...)
}

func corrupt(cause error, format string, args ...any) error {
	return fault.Wrap(cause, fault.CorruptImage, format, args...)
}

// truncated is the error for a file that ends too early.
func truncated(f Format) error {
	return corrupt(nil, "The %s file is incomplete: it ends before the picture does. Upload it again.", f.Name())
}
