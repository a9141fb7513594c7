package picture

import "github.com/reverie-image/reverie/shared/fault"

// Info is what a file's headers say.
type Info struct {
	Format      Format
	MediaType   string
	Width       int // as stored: orientation is not applied
	Height      int
	Frames      int  // 1 for a still
	Depth       int  // bits a channel (of a palette: bits an index)
	Alpha       bool // the file can be transparent
	Orientation int  // EXIF, 1 to 8; 1 when there is none

	memory int64
}

// Memory estimates the bytes that decoding and one operation take at their
// peak, besides the file itself. The formula, by format, with P pixels:
//
//	JPEG       samples; ×5 when progressive; + 4P where the colours are not YCbCr
//	PNG        P × (1, 2, 4 or 8); animated, of all frames, each as wide as the
//	           whole, and 4 × frames × P
//	GIF        frames × P + 8 KiB a frame
//	WebP       6 P; 10 P with alpha; 8 P lossless; animated as PNG is, and 12 P
//	TIFF       P × (1, 2, 4 or 8) + 24 × the largest strip or tile when compressed
//	BMP        P × (1 or 4)
//
// and 4 × the file's size for the result.
func (i Info) Memory() int64 { return i.memory }

// WithExtra is i with an estimate larger by some bytes a pixel: a converter
// that uses Each holds each pixel as NRGBA, and its result besides, which is 8.
func (i Info) WithExtra(bytesPerPixel int64) Info {
	i.memory += bytesPerPixel * i.pixels()
	return i
}

// WithBytes is i with an estimate larger by some bytes.
func (i Info) WithBytes(n int64) Info {
	i.memory += n
	return i
}

// Upright is the size as it is shown, with the orientation applied.
func (i Info) Upright() (w, h int) {
	if i.Orientation >= 5 {
		return i.Height, i.Width
	}
	return i.Width, i.Height
}

// header is Info and what else the headers hold that Decode and Encode need.
type header struct {
	Info
	meta metadata
	jpeg *jpegHeader
	png  pngHeader
	webp webpHeader
	gray bool // grays only, in the file's own colour type
}

// Inspect reads the headers of a file and holds them against lim. It decodes
// no pixels, and what it allocates depends on the file's real length only.
//
// Its errors are of fault.Malformed (no bytes at all), fault.TooLarge (over a
// limit), fault.UnsupportedImage (not a picture we take) and
// fault.CorruptImage (damaged or cut off).
func Inspect(data []byte, lim Limits) (Info, error) {
	h, err := inspect(data, lim)
	return h.Info, err
}

func inspect(data []byte, lim Limits) (h header, err error) {
	defer guard(&err)
	if len(data) == 0 {
		return h, fault.New(fault.Malformed, "The request has no picture: its body is empty.")
	}
	if int64(len(data)) > lim.Bytes {
		return h, tooLarge("The file has %s; at most %s are taken. Make it smaller first.", mib(int64(len(data))), mib(lim.Bytes))
	}
	f, ok := Sniff(data)
	if !ok {
		return h, refuse(data)
	}
	h.Info = Info{Format: f, MediaType: f.MediaType(), Frames: 1, Depth: 8, Orientation: 1}
	switch f {
	case JPEG:
		err = inspectJPEG(data, lim, &h)
	case PNG:
		err = inspectPNG(data, lim, &h)
	case GIF:
		err = inspectGIF(data, lim, &h)
	case WebP:
		err = inspectWebP(data, lim, &h)
	case TIFF:
		err = inspectTIFF(data, lim, &h)
	case BMP:
		err = inspectBMP(data, lim, &h)
	}
	if err != nil {
		return h, err
	}
	h.memory += 4 * int64(len(data))
	if h.memory > lim.Memory {
		return h, tooLarge("Decoding this %s of %s megapixels takes %s of memory; at most %s are given. Scale it down, or save it with 8 bits a channel and not progressive.",
			f.Name(), mega(h.pixels()), mib(h.memory), mib(lim.Memory))
	}
	return h, nil
}

func refuse(data []byte) error {
	const want = "Reverie takes JPEG, PNG, GIF, WebP, TIFF and BMP."
	if name := foreign(data); name != "" {
		return unsupported(nil, "This is a %s file, which is not taken. %s", name, want)
	}
	return unsupported(nil, "This is not a picture that Reverie knows, whatever its name says. %s", want)
}

func (i Info) pixels() int64 { return int64(i.Width) * int64(i.Height) }

// setSize checks a claimed size before it is used for anything.
func (h *header) setSize(lim Limits, width, height int64) error {
	if err := lim.checkSize(width, height); err != nil {
		return err
	}
	h.Width, h.Height = int(width), int(height)
	return nil
}
