package function

import (
	"bytes"
	"fmt"
	"image"
	"math"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

const quick = "&octaves=1&steps=2"

func TestDream(t *testing.T) {
	photo := picturetest.Photo(64, 48)
	for _, preset := range []string{"eyes", "c1", "face", "mandala"} {
		m := converttest.Convert(t, New, "preset="+preset+quick, picturetest.PNG(photo), "image/png")
		if psnr := picturetest.PSNR(m, photo); m.Bounds() != photo.Rect || psnr > 45 || psnr < 15 {
			t.Errorf("%s: %v with %.1f dB", preset, m.Bounds(), psnr)
		}
	}
}

func TestSameBytes(t *testing.T) {
	body := picturetest.JPEG(picturetest.Photo(64, 48), 90)
	first := converttest.Post(t, New, "preset=shell&seed=7"+quick, body)
	again := converttest.Post(t, New, "preset=shell&seed=7"+quick, body)
	other := converttest.Post(t, New, "preset=shell&seed=8"+quick, body)
	if first.StatusCode != 200 || !bytes.Equal(first.Body, again.Body) {
		t.Errorf("%d: the same request gives other bytes", first.StatusCode)
	}
	if bytes.Equal(first.Body, other.Body) {
		t.Error("another seed gives the same bytes")
	}
	line := picture.Text(first.Body)
	d, err := shipped.load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{d.SHA256, `"seed":7`, `"preset":"shell"`, `"deepdream"`} {
		if !strings.Contains(line, want) {
			t.Errorf("the picture's text %q does not say %s", line, want)
		}
	}
}

func TestBlendAndStrength(t *testing.T) {
	photo := picturetest.Photo(64, 48)
	distance := func(query string) float64 {
		return -picturetest.PSNR(converttest.Convert(t, New, "preset=eyes"+quick+query, picturetest.PNG(photo), "image/png"), photo)
	}
	usual := distance("")
	if weak := distance("&strength=10"); weak >= usual {
		t.Errorf("a strength of 10 %% changes the picture by %.1f, 50 %% by %.1f", weak, usual)
	}
	if half := distance("&blend=50"); half >= usual-4 {
		t.Errorf("half a dream changes the picture by %.1f, all of it by %.1f", half, usual)
	}
}

// form is a request with a second picture.
func form(t *testing.T, query string, parts map[string][]byte) handler.Request {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, data := range parts {
		part, err := w.CreateFormFile(name, name+".png")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(data)
	}
	_ = w.Close()
	return handler.Request{Method: http.MethodPost, QueryString: query, Body: b.Bytes(), Header: http.Header{"Content-Type": {w.FormDataContentType()}}}
}

func TestGuide(t *testing.T) {
	photo, pattern := picturetest.PNG(picturetest.Photo(64, 48)), image.NewNRGBA(image.Rect(0, 0, 80, 70))
	for i := range pattern.Pix {
		pattern.Pix[i] = byte(i / 4 % 16 * 16)
		if i%4 == 3 {
			pattern.Pix[i] = 255
		}
	}
	handle, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	guided, err := handle(form(t, "preset=eyes"+quick, map[string][]byte{"file": photo, "guide": picturetest.PNG(pattern)}))
	if err != nil || guided.StatusCode != 200 {
		t.Fatalf("%d %.300s %v", guided.StatusCode, guided.Body, err)
	}
	if plain := converttest.Post(t, New, "preset=eyes"+quick, photo); bytes.Equal(plain.Body, guided.Body) {
		t.Error("the guide changes nothing")
	}
	broken, _ := handle(form(t, quick[1:], map[string][]byte{"file": photo, "guide": photo[:60]}))
	if broken.StatusCode != 422 {
		t.Errorf("a broken guide: %d %.300s", broken.StatusCode, broken.Body)
	}
}

func TestRefusals(t *testing.T) {
	converttest.Refuses(t, New, "preset=nothing", "strength=0", "octaves=9", "steps=0", "steps=101", "seed=-1", "resolution=5", "channel=2048",
		"preset=c1&channel=32&octaves=1&steps=1")
}

func TestBudget(t *testing.T) {
	large := picturetest.PNG(image.NewNRGBA(image.Rect(0, 0, 2500, 1600)))
	const query = "preset=face&octaves=8&steps=100&resolution=4"
	res := converttest.Post(t, New, query, large)
	if res.StatusCode != fault.InvalidParameters.Status() || !bytes.Contains(res.Body, []byte(`"largest"`)) || !bytes.Contains(res.Body, []byte(`"steps"`)) {
		t.Errorf("%d %.600s", res.StatusCode, res.Body)
	}
}

// TestLargePicture: 12 megapixels are dreamt at the resolution asked for, and
// keep their own.
func TestLargePicture(t *testing.T) {
	photo := picturetest.Photo(4000, 3000)
	m := converttest.Convert(t, New, "preset=c1&resolution=0.1"+quick, picturetest.JPEG(photo, 60), "image/jpeg")
	if m.Bounds() != photo.Rect {
		t.Errorf("a picture of %v", m.Bounds())
	}
}

func TestPresetsAreTheNetworks(t *testing.T) {
	d, err := shipped.load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range classes {
		if i >= len(d.Graph.Classes) || d.Graph.Classes[i] != c.value {
			t.Errorf("class %d is %q here; the network has %q", i, c.value, d.Graph.Classes)
		}
	}
	for _, p := range shipped.presets {
		layer, ok := d.Graph.Lookup(p.layer)
		if !ok {
			t.Errorf("%s: the network has no layer %s", p.value, p.layer)
			continue
		}
		const side = 1024
		forward, back, err := d.net.FLOPs(side, side, layer.Node)
		if got := (forward + back) / (side * side) / 1e3; err != nil || math.Abs(got-p.work) > 0.02*got {
			t.Errorf("%s takes %.1f GFLOP a megapixel, not %v: %v", p.value, got, p.work, err)
		}
		if _, most, err := dream.Rate(d.net, layer.Node); err != nil || math.Abs(most-p.most) > 0.02*most {
			t.Errorf("%s: a window has %.3f megapixels at most, not %v: %v", p.value, most, p.most, err)
		}
	}
	if fmt.Sprint(d.Graph.Version) != shipped.version {
		t.Errorf("the converter is version %s, the network %s", shipped.version, d.Graph.Version)
	}
}

// TestThingsGrowApart: what has a form is dreamt of place by place, patterns are
// dreamt of everywhere, and the first layers in few colours.
func TestThingsGrowApart(t *testing.T) {
	d, err := shipped.load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for preset, want := range map[string]struct {
		apart  int
		colour float64
	}{"face": {2, 0.5}, "mandala": {3, 0.5}, "zebra": {0, 0.5}, "eyes": {0, 0.5}, "strokes": {0, 0.075}} {
		o, err := shipped.options(d, convert.Values{"preset": preset, "colour": 50.0, "strength": 50.0, "channel": -1})
		if err != nil || o.Apart != want.apart || math.Abs(o.Colour-want.colour) > 1e-9 {
			t.Errorf("%s: %+v, %v", preset, o, err)
		}
	}
}
