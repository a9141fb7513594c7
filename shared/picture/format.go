package picture

import (
	"bytes"
	"encoding/binary"

	"github.com/reverie-image/reverie/shared/png"
)

// Format is a kind of picture file that Reverie takes.
type Format string

// The formats, found from a file's first bytes.
const (
	JPEG Format = "jpeg"
	PNG  Format = "png"
	GIF  Format = "gif"
	WebP Format = "webp"
	TIFF Format = "tiff"
	BMP  Format = "bmp"
)

// Formats lists all of them.
func Formats() []Format { return []Format{JPEG, PNG, GIF, WebP, TIFF, BMP} }

// MediaType is the registered media type, such as image/jpeg.
func (f Format) MediaType() string { return "image/" + string(f) }

// Extension is the usual file name extension, with its dot.
func (f Format) Extension() string {
	switch f {
	case JPEG:
		return ".jpg"
	case TIFF:
		return ".tif"
	}
	return "." + string(f)
}

// Name is the format's name for people.
func (f Format) Name() string {
	switch f {
	case WebP:
		return "WebP"
	case JPEG:
		return "JPEG"
	}
	return string(bytes.ToUpper([]byte(f)))
}

// FormatOf is the format of a media type, such as the one Encode returns.
func FormatOf(mediaType string) (Format, bool) {
	for _, f := range Formats() {
		if f.MediaType() == mediaType {
			return f, true
		}
	}
	return "", false
}

const pngSignature = png.Signature

// Sniff finds the format from the file's first bytes alone; a name or a
// declared type is no evidence.
func Sniff(data []byte) (Format, bool) {
	switch {
	case hasPrefix(data, "\xff\xd8\xff"):
		return JPEG, true
	case hasPrefix(data, pngSignature):
		return PNG, true
	case hasPrefix(data, "GIF87a"), hasPrefix(data, "GIF89a"):
		return GIF, true
	case hasPrefix(data, "RIFF") && len(data) >= 12 && string(data[8:12]) == "WEBP":
		return WebP, true
	case hasPrefix(data, "II*\x00"), hasPrefix(data, "MM\x00*"):
		return TIFF, true
	case isBMP(data):
		return BMP, true
	}
	return "", false
}

// isBMP wants more than "BM", which any text may start with: the size of the
// second header is one of a few.
func isBMP(data []byte) bool {
	if !hasPrefix(data, "BM") || len(data) < 18 {
		return false
	}
	switch binary.LittleEndian.Uint32(data[14:]) {
	case 12, 40, 52, 56, 64, 108, 124:
		return true
	}
	return false
}

// foreign names some file types that people take for ours, so that the refusal
// can say what the file is.
func foreign(data []byte) string {
	if len(data) >= 12 && string(data[4:8]) == "ftyp" {
		switch string(data[8:12]) {
		case "avif", "avis":
			return "AVIF"
		case "heic", "heix", "hevc", "mif1", "msf1":
			return "HEIC"
		}
		return "video"
	}
	for _, k := range []struct{ prefix, name string }{
		{"%PDF", "PDF"}, {"8BPS", "Photoshop"}, {"\xff\x0a", "JPEG XL"},
		{"\x00\x00\x00\x0cJXL ", "JPEG XL"}, {"\x00\x00\x00\x0cjP  ", "JPEG 2000"},
		{"II+\x00", "BigTIFF"}, {"MM\x00+", "BigTIFF"}, {"<svg", "SVG"}, {"PK\x03\x04", "ZIP"},
	} {
		if hasPrefix(data, k.prefix) {
			return k.name
		}
	}
	if bytes.Contains(data[:min(len(data), 512)], []byte("<svg")) {
		return "SVG"
	}
	return ""
}

func hasPrefix(data []byte, prefix string) bool {
	return len(data) >= len(prefix) && string(data[:len(prefix)]) == prefix
}
