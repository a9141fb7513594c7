package picture_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

func TestInspect(t *testing.T) {
	photo := picturetest.Photo(67, 45)
	still := func(f picture.Format, depth int, alpha bool) picture.Info {
		return picture.Info{Format: f, MediaType: f.MediaType(), Width: 67, Height: 45,
			Frames: 1, Depth: depth, Alpha: alpha, Orientation: 1}
	}
	turned := still(picture.JPEG, 8, false)
	turned.Orientation = 6
	animated := still(picture.GIF, 3, true)
	animated.Frames = 3
	for _, c := range []struct {
		name string
		data []byte
		want picture.Info
	}{
		{"JPEG", photoJPEG(67, 45), still(picture.JPEG, 8, false)},
		{"JPEG, progressive", fixture(t, "progressive420.jpg"), still(picture.JPEG, 8, false)},
		{"JPEG, turned", picturetest.WithSegments(photoJPEG(67, 45), picturetest.EXIF(6)), turned},
		{"JPEG, impossible orientation", picturetest.WithSegments(photoJPEG(67, 45), picturetest.EXIF(9)), still(picture.JPEG, 8, false)},
		{"JPEG with bytes behind its end", append(photoJPEG(67, 45), "more"...), still(picture.JPEG, 8, false)},
		{"PNG", picturetest.PNG(photo), still(picture.PNG, 8, false)},
		{"PNG, 16 bit", picturetest.PNG(picturetest.Deep(67, 45)), still(picture.PNG, 16, false)},
		{"PNG with alpha", picturetest.PNG(picturetest.Translucent(67, 45)), still(picture.PNG, 8, true)},
		{"PNG, palette", picturetest.PNG(paletted(67, 45, rainbow(16))), still(picture.PNG, 4, false)},
		{"GIF", asGIF(t, animation(67, 45)), animated},
		{"WebP, lossy", fixture(t, "lossy.webp"), still(picture.WebP, 8, false)},
		{"WebP, lossless", fixture(t, "lossless.webp"), still(picture.WebP, 8, false)},
		{"WebP, lossy with alpha", fixture(t, "alpha.webp"), still(picture.WebP, 8, true)},
		{"TIFF", asTIFF(t, gray(photo)), still(picture.TIFF, 8, false)},
		{"BMP", asBMP(t, photo), still(picture.BMP, 8, false)},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := picture.Inspect(c.data, picture.DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			if got.Memory() <= 0 {
				t.Error("no estimate of memory")
			}
			if plain(got) != c.want {
				t.Errorf("got  %+v\nwant %+v", plain(got), c.want)
			}
		})
	}
}

// plain is an Info without its estimate.
func plain(i picture.Info) picture.Info {
	return picture.Info{Format: i.Format, MediaType: i.MediaType, Width: i.Width, Height: i.Height,
		Frames: i.Frames, Depth: i.Depth, Alpha: i.Alpha, Orientation: i.Orientation}
}

func TestRefusals(t *testing.T) {
	for _, c := range []struct {
		name, data string
		code       fault.Code
		says       string
	}{
		{"nothing", "", fault.Malformed, "empty"},
		{"text", "Dear Sir or Madam, this is a letter.", fault.UnsupportedImage, "not a picture"},
		{"text that starts like a BMP", "BM is short for bitmap, as everybody knows.", fault.UnsupportedImage, "not a picture"},
		{"SVG", "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", fault.UnsupportedImage, "SVG"},
		{"PDF", "%PDF-1.7 and more", fault.UnsupportedImage, "PDF"},
		{"AVIF", "\x00\x00\x00\x20ftypavif\x00\x00\x00\x00", fault.UnsupportedImage, "AVIF"},
		{"HEIC", "\x00\x00\x00\x20ftypheic\x00\x00\x00\x00", fault.UnsupportedImage, "HEIC"},
		{"video", "\x00\x00\x00\x20ftypisom\x00\x00\x00\x00", fault.UnsupportedImage, "video"},
		{"BigTIFF", "II+\x00\x08\x00\x00\x00", fault.UnsupportedImage, "BigTIFF"},
		{"start of a JPEG", "\xff\xd8\xff", fault.CorruptImage, "incomplete"},
		{"signature of a PNG", "\x89PNG\r\n\x1a\n", fault.CorruptImage, "incomplete"},
		{"signature of a GIF", "GIF89a", fault.CorruptImage, "incomplete"},
		{"signature of a WebP", "RIFF\x00\x00\x00\x00WEBP", fault.CorruptImage, "incomplete"},
		{"signature of a TIFF", "II*\x00", fault.CorruptImage, "incomplete"},
		{"GIF of no pixels", "GIF89a\x00\x00\x00\x00\x00\x00\x00;", fault.CorruptImage, "empty"},
		{"GIF without a frame", "GIF89a\x01\x00\x01\x00\x00\x00\x00;", fault.CorruptImage, "no picture"},
		{"animated WebP without a frame", webp("VP8X", "\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00"), fault.CorruptImage, "incomplete"},
		{"arithmetic JPEG", string(fixture(t, "arithmetic.jpg")), fault.UnsupportedImage, "Huffman"},
		{"12-bit JPEG", "\xff\xd8\xff\xc1\x00\x0b\x0c\x00\x08\x00\x08\x01\x01\x11\x00\xff\xd9", fault.UnsupportedImage, "12 bits"},
		{"lossless JPEG", "\xff\xd8\xff\xc3\x00\x0b\x08\x00\x08\x00\x08\x01\x01\x11\x00\xff\xd9", fault.UnsupportedImage, "baseline"},
		{"JPEG that says its height later", "\xff\xd8\xff\xc0\x00\x0b\x08\x00\x00\x00\x08\x01\x01\x11\x00\xff\xd9", fault.UnsupportedImage, "height"},
		{"JPEG of two components", "\xff\xd8\xff\xc0\x00\x0e\x08\x00\x08\x00\x08\x02\x01\x11\x00\x02\x11\x00\xff\xd9", fault.UnsupportedImage, "2 colour"},
		{"OS/2 bitmap", "BM\x00\x00\x00\x00\x00\x00\x00\x00\x1a\x00\x00\x00\x0c\x00\x00\x00", fault.UnsupportedImage, "OS/2"},
		{"PNG with a wrong checksum", damagedPNG(), fault.CorruptImage, "checksum"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := picture.Inspect([]byte(c.data), picture.DefaultLimits())
			if e := fault.From(err); err == nil || e.Code != c.code || !strings.Contains(e.Message, c.says) {
				t.Errorf("got %v, want %s saying %q", err, c.code, c.says)
			}
		})
	}
}

func webp(name, body string) string {
	n := byte(len(body))
	return "RIFF" + string([]byte{n + 12, 0, 0, 0}) + "WEBP" + name + string([]byte{n, 0, 0, 0}) + body
}

func damagedPNG() string {
	b := picturetest.PNG(picturetest.Photo(8, 8))
	b[20] ^= 1 // in the header
	return string(b)
}

func TestSniffIgnoresEverythingButBytes(t *testing.T) {
	if f, ok := picture.Sniff([]byte("photo.jpg")); ok {
		t.Errorf("a name is taken for %s", f)
	}
	for _, f := range picture.Formats() {
		if got, ok := picture.FormatOf(f.MediaType()); !ok || got != f || f.Extension() == "" || f.Name() == "" {
			t.Errorf("%s: FormatOf(%q) = %s", f, f.MediaType(), got)
		}
	}
	if !bytes.HasPrefix(picturetest.PNG(picturetest.Photo(1, 1)), []byte("\x89PNG")) {
		t.Error("the helper writes no PNG")
	}
}
