package convert

import (
	"context"
	"image"
	"image/color"
	"testing"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestSized holds the rules against what package picture does.
func TestSized(t *testing.T) {
	resize := func(pic *picture.Picture, p Values) error {
		return pic.Resize(t.Context(), p.Int("width"), p.Int("height"), picture.Fit(p.Text("fit")))
	}
	rotate := func(pic *picture.Picture, p Values) error {
		return pic.Rotate(t.Context(), p.Number("angle"), color.NRGBA{A: 255})
	}
	crop := func(pic *picture.Picture, p Values) error {
		w, h := pic.Info().Upright()
		if a, b, ok := Aspect(p.Text("aspect")); ok {
			return pic.CropTo(t.Context(), CropBox(w, h, p), a, b)
		}
		return pic.Crop(t.Context(), CropBox(w, h, p))
	}
	for _, tt := range []struct {
		rule   catalog.Sizing
		do     func(*picture.Picture, Values) error
		values Values
	}{
		{SizeResize, resize, Values{"width": 40, "height": 0, "fit": "contain"}},
		{SizeResize, resize, Values{"width": 0, "height": 100, "fit": "contain"}},
		{SizeResize, resize, Values{"width": 30, "height": 70, "fit": "contain"}},
		{SizeResize, resize, Values{"width": 30, "height": 70, "fit": "cover"}},
		{SizeResize, resize, Values{"width": 30, "height": 70, "fit": "fill"}},
		{SizeRotate, rotate, Values{"angle": 90.0}},
		{SizeRotate, rotate, Values{"angle": -180.0}},
		{SizeRotate, rotate, Values{"angle": 33.0}},
		{SizeCrop, crop, Values{"unit": "px", "aspect": "free", "x": 10.0, "width": 20.0}},
		{SizeCrop, crop, Values{"unit": "px", "aspect": "free", "y": 50.0, "height": 1000.0}},
		{SizeCrop, crop, Values{"unit": "percent", "aspect": "free", "x": 10.0, "width": 33.3, "height": 50.0}},
		{SizeCrop, crop, Values{"unit": "px", "aspect": "1/1"}},
		{SizeCrop, crop, Values{"unit": "px", "aspect": "9/16", "x": 7.0, "width": 60.0}},
		{SizeCrop, crop, Values{"unit": "px", "aspect": "16/9", "height": 11.0}},
	} {
		for _, size := range []image.Point{{91, 62}, {60, 97}} {
			pic, err := picture.Decode(context.Background(), picturetest.PNG(picturetest.Photo(size.X, size.Y)), picture.DefaultLimits())
			if err == nil {
				err = tt.do(pic, tt.values)
			}
			if err != nil {
				t.Fatalf("%v of %v: %v", tt.values, size, err)
			}
			w, h := sized(Descriptor{Effort: &Effort{Size: tt.rule}}, size.X, size.Y, tt.values)
			if info := pic.Info(); w != info.Width || h != info.Height {
				t.Errorf("%s %v of %v: %d × %d, in truth %d × %d", tt.rule, tt.values, size, w, h, info.Width, info.Height)
			}
		}
	}
	outside := Values{"unit": "px", "aspect": "1/1", "x": 5000.0}
	if w, h := sized(Descriptor{Effort: &Effort{Size: SizeCrop}}, 91, 62, outside); w < 1 || h < 1 || w > 91 || h > 62 {
		t.Errorf("a part beside the picture has %d × %d pixels", w, h)
	}
}

// TestSizesStayWithinReason, whatever the steps ask for one after the other.
func TestSizesStayWithinReason(t *testing.T) {
	w, h := 1, 16383
	for range 40 {
		w, h = sized(Descriptor{Effort: &Effort{Size: SizeResize}}, w, h, Values{"width": 16383, "fit": "contain"})
		w, h = sized(Descriptor{Effort: &Effort{Size: SizeRotate}}, w, h, Values{"angle": 45.0})
		w, h = sized(Descriptor{Effort: &Effort{Size: SizeCrop}}, w, h, Values{"width": 1.0})
		if w < 1 || h < 1 || w > absurd || h > absurd {
			t.Fatalf("%d × %d", w, h)
		}
	}
}
