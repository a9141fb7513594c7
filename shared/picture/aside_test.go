package picture_test

import (
	"bytes"
	"errors"
	"image"
	"testing"

	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// asShown is a picture as Each shows it.
func asShown(t *testing.T, p *picture.Picture) (m *image.NRGBA) {
	t.Helper()
	err := p.Each(ctx, func(frame *image.NRGBA) (*image.NRGBA, error) {
		m = frame
		return frame, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestAside: a picture is again what it was, and what was done to it is gone.
func TestAside(t *testing.T) {
	photo := picturetest.Photo(60, 40)
	for name, data := range map[string][]byte{
		"PNG": picturetest.PNG(photo), "JPEG": picturetest.JPEG(photo, 90), "16 bits": picturetest.FlatPNG(50, 30, 16, 6),
		"GIF": picturetest.ManyFrames(30, 20, 1), "animation": picturetest.ManyFrames(30, 20, 3),
	} {
		want := asShown(t, decode(t, data))
		p := decode(t, data)
		if name != "animation" {
			asShown(t, p)
		}
		called := false
		if err := p.Aside(ctx, data, func() error { called = true; return nil }); err != nil || !called {
			t.Fatalf("%s: %v", name, err)
		}
		if got := asShown(t, p); got.Rect != want.Rect || !bytes.Equal(got.Pix, want.Pix) {
			t.Errorf("%s is another picture afterwards", name)
		}
		if _, _, err := p.Encode(ctx); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	data, broken := picturetest.PNG(photo), errors.New("broken")
	if err := decode(t, data).Aside(ctx, data, func() error { return broken }); !errors.Is(err, broken) {
		t.Errorf("%v, want what went wrong meanwhile", err)
	}
	if err := decode(t, data).Aside(ctx, data[:90], func() error { return nil }); err == nil {
		t.Error("half a file is no error")
	}
}

func TestFirst(t *testing.T) {
	film := picturetest.ManyFrames(30, 20, 50)
	first, err := picture.First(ctx, film, picture.DefaultLimits())
	if err != nil || first.Rect != image.Rect(0, 0, 30, 20) {
		t.Fatalf("%v %v", first, err)
	}
	var want *image.NRGBA
	_ = decode(t, film).Each(ctx, func(m *image.NRGBA) (*image.NRGBA, error) {
		if want == nil {
			want = m
		}
		return m, nil
	})
	if !bytes.Equal(first.Pix, want.Pix) {
		t.Error("it is not what is shown first")
	}
	photo := picturetest.Photo(60, 40)
	if m, err := picture.First(ctx, picturetest.PNG(photo), picture.DefaultLimits()); err != nil || !bytes.Equal(m.Pix, photo.Pix) {
		t.Errorf("a still: %v", err)
	}
	for _, data := range [][]byte{film[:40], []byte("GIF89a"), picturetest.PNG(photo)[:80]} {
		if _, err := picture.First(ctx, data, picture.DefaultLimits()); err == nil {
			t.Errorf("%d bytes are no error", len(data))
		}
	}
}
