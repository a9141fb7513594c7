package picture_test

import (
	"image/color"
	"testing"

	"github.com/disintegration/imaging"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

func TestThumbnail(t *testing.T) {
	photo := picturetest.Photo(640, 480)
	tall := picturetest.WithSegments(picturetest.JPEG(photo, 90), picturetest.EXIF(6))
	for _, c := range []struct {
		name      string
		data      []byte
		side      int
		mediaType string
		w, h      int
	}{
		{"JPEG", picturetest.JPEG(photo, 90), 100, "image/jpeg", 100, 75},
		{"JPEG on its side", tall, 100, "image/jpeg", 75, 100},
		{"smaller than asked", photoJPEG(50, 40), 100, "image/jpeg", 50, 40},
		{"very wide", picturetest.FlatPNG(16000, 3, 8, 2), 200, "image/jpeg", 200, 1},
		{"PNG", picturetest.PNG(photo), 64, "image/jpeg", 64, 48},
		{"PNG, 16 bit", picturetest.PNG(picturetest.Deep(300, 100)), 90, "image/jpeg", 90, 30},
		{"PNG with alpha", picturetest.PNG(picturetest.Translucent(640, 480)), 100, "image/png", 100, 75},
		{"GIF", asGIF(t, animation(300, 200)), 60, "image/jpeg", 60, 40},
		{"WebP", fixture(t, "lossy.webp"), 40, "image/jpeg", 40, 27},
	} {
		t.Run(c.name, func(t *testing.T) {
			data, mediaType, w, h, err := picture.Thumbnail(ctx, c.data, c.side, picture.DefaultLimits())
			if err != nil {
				t.Fatal(err)
			}
			if mediaType != c.mediaType || w != c.w || h != c.h {
				t.Errorf("%s of %d × %d", mediaType, w, h)
			}
			info, err := picture.Inspect(data, picture.DefaultLimits())
			if err != nil || info.Width != w || info.Height != h || info.Orientation != 1 {
				t.Errorf("the file is %+v, %v", info, err)
			}
		})
	}
}

// TestThumbnailLooksLikeThePicture compares with resampling all of it: at
// least 33 dB, of which JPEG takes most.
func TestThumbnailLooksLikeThePicture(t *testing.T) {
	photo := picturetest.Photo(1600, 1200)
	data, _, _, _, err := picture.Thumbnail(ctx, picturetest.PNG(photo), 200, picture.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	want := imaging.Resize(photo, 200, 150, imaging.Lanczos)
	if psnr := picturetest.PSNR(pixels(t, data), want); psnr < 33 {
		t.Errorf("%.1f dB", psnr)
	}
}

// TestThumbnailTurns looks for the corner that must be at the top right.
func TestThumbnailTurns(t *testing.T) {
	photo := picturetest.Photo(640, 480)
	for y := range 240 {
		for x := range 320 {
			photo.SetNRGBA(x, y, color.NRGBA{255, 255, 255, 255})
		}
	}
	src := picturetest.WithSegments(picturetest.JPEG(photo, 90), picturetest.EXIF(6))
	data, _, w, _, err := picture.Thumbnail(ctx, src, 100, picture.DefaultLimits())
	if err != nil {
		t.Fatal(err)
	}
	if c := picturetest.At(pixels(t, data), w-5, 5); c.R < 60000 || c.B < 60000 {
		t.Errorf("top right is %v, want white", c)
	}
}

func TestThumbnailRefuses(t *testing.T) {
	if _, _, _, _, err := picture.Thumbnail(ctx, photoJPEG(8, 8), 0, picture.DefaultLimits()); !fault.Is(err, fault.InvalidParameters) {
		t.Errorf("no pixels: %v", err)
	}
	if _, _, _, _, err := picture.Thumbnail(ctx, picturetest.TruncatedJPEG(), 100, picture.DefaultLimits()); !fault.Is(err, fault.CorruptImage) {
		t.Errorf("half a JPEG: %v", err)
	}
}
