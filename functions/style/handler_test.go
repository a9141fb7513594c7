package function

import (
	"bytes"
	"image"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// post sends a picture and, unless it is nil, a style.
func post(t *testing.T, query string, file, style []byte) handler.Response {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, data := range map[string][]byte{"file": file, "style": style} {
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

func TestRefusals(t *testing.T) {
	file := picturetest.PNG(picturetest.Photo(30, 20))
	for name, res := range map[string]handler.Response{
		"no style": post(t, "", file, nil), "half a style": post(t, "", file, stripes()[:50]),
		"steps": post(t, "steps=61", file, stripes()), "unknown": post(t, "colour=1", file, stripes()),
	} {
		if res.StatusCode != 422 {
			t.Errorf("%s: %d %.200s", name, res.StatusCode, res.Body)
		}
	}
}
