package function

import (
	"bytes"
	"image"
	"net/http"
	"testing"

	_ "golang.org/x/image/bmp" // what results are decoded from
	_ "golang.org/x/image/tiff"

	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestFormat writes a picture in every format there is and compares the pixels:
// JPEG loses a little, a GIF more than a photograph's colours allow.
func TestFormat(t *testing.T) {
	photo := picturetest.Photo(96, 64)
	for _, f := range picture.OutputFormats() {
		res := converttest.Post(t, New, "format="+string(f), picturetest.PNG(photo))
		if got := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || got != f.MediaType() {
			t.Errorf("%s: %d, %s", f, res.StatusCode, got)
			continue
		}
		if found, ok := picture.Sniff(res.Body); !ok || found != f {
			t.Errorf("asked for %s, the file is a %s", f, found)
		}
		m, _, err := image.Decode(bytes.NewReader(res.Body))
		if err != nil {
			if f == picture.WebP || f == "avif" { // the test has no decoder for all of them
				continue
			}
			t.Fatal(err)
		}
		bound := 200.0
		if f == picture.JPEG || f == picture.GIF {
			bound = 28
		}
		if psnr := picturetest.PSNR(m, photo); psnr < bound {
			t.Errorf("%s: %.1f dB", f, psnr)
		}
	}
}

// TestSameFormat wants a file of the format asked for left as it is.
func TestSameFormat(t *testing.T) {
	file := picturetest.JPEG(picturetest.Photo(96, 64), 80)
	m := converttest.Convert(t, New, "format=jpeg", file, "image/jpeg")
	was, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if psnr := picturetest.PSNR(m, was); psnr < 200 {
		t.Errorf("%.1f dB", psnr)
	}
}

func TestRefusals(t *testing.T) { converttest.Refuses(t, New, "format=heic", "format=", "format=PNG") }
