package function

import (
	"context"
	"errors"
	"image"
	"path/filepath"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/nn/model/modeltest"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// layers is a model of convolutions k × k of 4 channels with these weights.
func layers(t *testing.T, k int64, weights ...float32) string {
	t.Helper()
	m := modeltest.ONNX{Input: "in", Dims: []int64{1, 3, 0, 0}}
	from, channels := "in", int64(3)
	for i, w := range weights {
		name := string(rune('a' + i))
		data := make([]float32, 4*channels*k*k)
		for j := range data {
			data[j] = w * float32(1+j%3)
		}
		m.Nodes = append(m.Nodes, modeltest.Node{Op: "Conv", In: []string{from, "w" + name}, Out: []string{name}})
		m.Tensors = append(m.Tensors, modeltest.Tensor{Name: "w" + name, Dims: []int64{4, channels, k, k}, Data: data})
		from, channels = name, 4
	}
	m.Outputs = []string{from}
	return write(t, filepath.Join(t.TempDir(), "net.onnx"), m.Bytes())
}

// TestOrientation: a picture that is stored lying is dreamt of upright.
func TestOrientation(t *testing.T) {
	const w, h = 64, 48
	lying, turned := picturetest.Photo(w, h), image.NewNRGBA(image.Rect(0, 0, h, w))
	for y := range h {
		for x := range w { // orientation 6 is shown turned clockwise
			turned.SetNRGBA(h-1-y, x, lying.NRGBAAt(x, y))
		}
	}
	exif := picturetest.Chunk("eXIf", picturetest.EXIF(6)[10:])
	const query = "preset=eyes&octaves=1&steps=2"
	got := converttest.Convert(t, New, query, picturetest.WithChunks(picturetest.PNG(lying), exif), "image/png")
	want := converttest.Convert(t, New, query, picturetest.PNG(turned), "image/png")
	if got.Bounds() != want.Bounds() || picturetest.PSNR(got, want) < 60 {
		t.Errorf("%v, %.1f dB from the dream of the picture as it is shown", got.Bounds(), picturetest.PSNR(got, want))
	}
}

// TestSmallGuide: a guide smaller than what the network sees at once goes on as
// in a mirror.
func TestSmallGuide(t *testing.T) {
	c, err := Custom(t.Context(), layers(t, 31, 1e-4, 1e-4), "", nil) // needs 61 pixels
	if err != nil {
		t.Fatal(err)
	}
	handle, err := convert.Function(c)(nil)
	if err != nil {
		t.Fatal(err)
	}
	photo := picturetest.PNG(picturetest.Photo(64, 48))
	res, err := handle(form(t, "octaves=1&steps=1", map[string][]byte{"file": photo, "guide": picturetest.PNG(picturetest.Photo(8, 8))}))
	if err != nil || res.StatusCode != 200 {
		t.Errorf("%d %.300s %v", res.StatusCode, res.Body, err)
	}
}

// TestWeightsThatOverflow: finite weights that lead beyond all numbers are said
// to.
func TestWeightsThatOverflow(t *testing.T) {
	c, err := Custom(t.Context(), layers(t, 3, 1e30, 1e30), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	preset := "preset=" + choices(c)[len(choices(c))-1]
	res := converttest.Post(t, convert.Function(c), preset+"&octaves=1&steps=1", picturetest.PNG(picturetest.Photo(64, 48)))
	if res.StatusCode != 500 || !strings.Contains(string(res.Body), "beyond all numbers") {
		t.Errorf("%d %.300s", res.StatusCode, res.Body)
	}
}

// TestWaitForTheShelf: who waits for a model hears the end.
func TestWaitForTheShelf(t *testing.T) {
	unlock, err := lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	ctx, stop := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	waits := make(chan error)
	go func() {
		_, err := (&kept{}).load(ctx)
		waits <- err
	}()
	stop(reason)
	if err := <-waits; !errors.Is(err, reason) {
		t.Error(err)
	}
}

// TestLookedAtOnly: weights that were read to learn of their layers are let go
// of.
func TestLookedAtOnly(t *testing.T) {
	if _, err := Custom(t.Context(), layers(t, 3, 1e-2), "", nil); err != nil {
		t.Fatal(err)
	}
	unlock, err := lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	if shelf.owner != nil || shelf.dreamer != nil {
		t.Error("they are kept")
	}
}

// TestEndedLook: the end is heard before a network's layers are all looked at.
func TestEndedLook(t *testing.T) {
	d, err := shipped.load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancelCause(t.Context())
	reason := errors.New("enough")
	stop(reason)
	if list, err := d.presets(ctx); !errors.Is(err, reason) {
		t.Errorf("%d presets, %v", len(list), err)
	}
}
