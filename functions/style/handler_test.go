package function

import (
	"bytes"
	"image"
	"math"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/dream"
	"github.com/reverie-image/reverie/shared/dream/onpicture"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
	"github.com/reverie-image/reverie/shared/style"
)

// post sends a picture and, unless it is nil, a style.
func post(t *testing.T, query string, file, look []byte) handler.Response {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, data := range map[string][]byte{"file": file, "style": look} {
		if data == nil {
			continue
		}
		part, err := w.CreateFormFile(name, name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(data)
	}
	_ = w.Close()
	handle, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := handle(handler.Request{Method: http.MethodPost, QueryString: query, Body: b.Bytes(), Header: http.Header{"Content-Type": {w.FormDataContentType()}}})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func stripes() []byte {
	m := image.NewNRGBA(image.Rect(0, 0, 90, 60))
	for i := range m.Pix {
		m.Pix[i] = byte(i / 4 % 7 * 40)
		if i%4 == 3 {
			m.Pix[i] = 255
		}
	}
	return picturetest.PNG(m)
}

func TestTransfer(t *testing.T) {
	photo := picturetest.Photo(72, 64)
	file := picturetest.PNG(photo)
	res := post(t, "steps=3", file, stripes())
	if res.StatusCode != 200 {
		t.Fatalf("%d %.300s", res.StatusCode, res.Body)
	}
	m, _, err := image.Decode(bytes.NewReader(res.Body))
	if err != nil || m.Bounds() != photo.Rect || picturetest.PSNR(m, photo) > 40 {
		t.Errorf("%v, %v", err, m.Bounds())
	}
	if again := post(t, "steps=3", file, stripes()); !bytes.Equal(again.Body, res.Body) {
		t.Error("the same request gives other bytes")
	}
	if line := picture.Text(res.Body); !strings.Contains(line, `"style"`) || !strings.Contains(line, `"model"`) {
		t.Errorf("the picture's text is %q", line)
	}
}

// TestEstimate holds the stated work of a step against that of the network.
func TestEstimate(t *testing.T) {
	n, err := network()
	if err != nil {
		t.Fatal(err)
	}
	const side = 1024 // pixels
	l, err := style.LayersOf(n.Graph)
	if err != nil {
		t.Fatal(err)
	}
	forward, back, err := n.FLOPs(side, side, l.Style[len(l.Style)-1])
	if err != nil {
		t.Fatal(err)
	}
	sum := forward + back
	shapes, err := n.Graph.Shapes(side, side, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, node := range l.Style {
		sum += 4 * float64(shapes[node].Floats()) * float64(shapes[node].C) // the Gram matrix and its gradient
	}
	if got := sum / (side * side) / 1e3; math.Abs(got-work) > 0.02*work { // FLOP a pixel is MFLOP a megapixel
		t.Errorf("a step takes %.1f GFLOP a megapixel, not %v", got, work)
	}
	if got, err := style.Most(n); err != nil || math.Abs(got-most) > 0.02*most {
		t.Errorf("a window has %.3f megapixels at most, not %v: %v", got, most, err)
	}
}

// TestEstimates holds the cost against the work of pictures of all shapes.
func TestEstimates(t *testing.T) {
	n, err := network()
	if err != nil {
		t.Fatal(err)
	}
	c := Converter.Cost
	for _, size := range [][3]int{{8, 8, 1}, {8, 8, 2000}, {64, 48, 1}, {200, 150, 1}, {256, 256, 1}, {16383, 1, 1}, {1, 16383, 1}, {800, 600, 1}, {1000, 1000, 1}, {4000, 3000, 1}} {
		for _, megapixels := range []float64{0.5, 1} {
			v := convert.Values{"steps": 20, "resolution": megapixels}
			o := options(v)
			w, h := onpicture.Size(picture.Info{Width: size[0], Height: size[1]}, megapixels)
			frame, err := style.Work(n, o, w, h)
			if err != nil {
				t.Fatal(err)
			}
			network := (frame*gram + c.Overhead) * float64(size[2])
			if ratio := c.Frames(size[2]).Of(size[0], size[1], v) / network; ratio < 1/1.3 || ratio > 1.3 {
				t.Errorf("%v at %v MP: the estimate is %.2f of the work", size, megapixels, ratio)
			}
		}
	}
}

// gram is how much more a step takes than the network.
const gram = 63 / 55.4

func TestOptions(t *testing.T) {
	file := picturetest.PNG(picturetest.Photo(72, 64))
	usual := post(t, "steps=3", file, stripes())
	for _, query := range []string{"colours=content", "strength=5", "scale=50", "seed=2", "blend=50"} {
		if res := post(t, "steps=3&"+query, file, stripes()); res.StatusCode != 200 || bytes.Equal(res.Body, usual.Body) {
			t.Errorf("%s: %d, and the same bytes: %v", query, res.StatusCode, bytes.Equal(res.Body, usual.Body))
		}
	}
}

func TestMerge(t *testing.T) {
	m := picturetest.Photo(60, 48)
	small := dream.FromImage(m, 20, 16)
	same := image.NewNRGBA(m.Rect)
	copy(same.Pix, m.Pix)
	merge(same, small, dream.FromImage(m, 20, 16), 1)
	blurred := dream.FromImage(m, 20, 16).Resize(60, 48).Image()
	if with, without := picturetest.PSNR(same, m), picturetest.PSNR(blurred, m); with < without+3 {
		t.Errorf("with the picture's detail %.1f dB, without %.1f", with, without)
	}
	flat := dream.NewCanvas(60, 48)
	for i := range flat.Pix {
		flat.Pix[i] = 100
	}
	copy(same.Pix, m.Pix)
	merge(same, dream.FromImage(m, 60, 48), flat, 0.5)
	for i, v := range same.Pix {
		if i%4 < 3 && math.Abs(float64(v)-(float64(m.Pix[i])+100)/2) > 0.51 {
			t.Fatalf("value %d is %d, half way from %d to 100 is wanted", i, v, m.Pix[i])
		}
	}
}

func TestLargePicture(t *testing.T) {
	photo := picturetest.Photo(900, 700)
	res := post(t, "steps=1&resolution=0.05", picturetest.PNG(photo), stripes())
	m, _, err := image.Decode(bytes.NewReader(res.Body))
	if err != nil || m.Bounds() != photo.Rect {
		t.Errorf("%d, %v", res.StatusCode, err)
	}
}

func TestRefusals(t *testing.T) {
	file := picturetest.PNG(picturetest.Photo(30, 20))
	for name, res := range map[string]handler.Response{
		"no style": post(t, "", file, nil), "half a style": post(t, "", file, stripes()[:50]),
		"steps": post(t, "steps=61", file, stripes()), "unknown": post(t, "colour=1", file, stripes()),
		"colours": post(t, "colours=none", file, stripes()), "resolution": post(t, "resolution=1.1", file, stripes()),
	} {
		if res.StatusCode != 422 {
			t.Errorf("%s: %d %.200s", name, res.StatusCode, res.Body)
		}
	}
}
