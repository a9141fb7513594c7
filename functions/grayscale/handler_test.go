package function

import (
	"bytes"
	"encoding/json"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"net/http"
	"net/url"
	"testing"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// post sends a picture to the function as the gateway does.
func post(t *testing.T, body []byte, query url.Values) handler.Response {
	t.Helper()
	handle, err := New(config.Map(nil, nil))
	if err != nil {
		t.Fatal(err)
	}
	res, err := handle(handler.Request{
		Method: http.MethodPost, Body: body, QueryString: query.Encode(),
		Header: http.Header{"Content-Type": {"application/octet-stream"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func result(t *testing.T, res handler.Response, mediaType string) image.Image {
	t.Helper()
	if got := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || got != mediaType {
		t.Fatalf("%d, %s: %s", res.StatusCode, got, res.Body)
	}
	m, _, err := image.Decode(bytes.NewReader(res.Body))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// problem is the last part of the type of a problem document.
func problem(t *testing.T, res handler.Response) string {
	t.Helper()
	var doc struct{ Type, Detail string }
	if err := json.Unmarshal(res.Body, &doc); err != nil || doc.Detail == "" {
		t.Fatalf("%d: %s, %v", res.StatusCode, res.Body, err)
	}
	return doc.Type
}

func TestGrayscale(t *testing.T) {
	photo := picturetest.Photo(96, 64)
	ideal := image.NewNRGBA(photo.Rect)
	for i := 0; i < len(photo.Pix); i += 4 {
		y := uint8(0.299*float64(photo.Pix[i]) + 0.587*float64(photo.Pix[i+1]) + 0.114*float64(photo.Pix[i+2]) + 0.5)
		copy(ideal.Pix[i:], []byte{y, y, y, 255})
	}
	for mediaType, c := range map[string]struct {
		data  []byte
		bound float64 // dB; a JPEG of quality 95 is itself at some 42
	}{
		"image/png":  {picturetest.PNG(photo), 200},
		"image/jpeg": {picturetest.JPEG(photo, 95), 40},
	} {
		m := result(t, post(t, c.data, nil), mediaType)
		if _, ok := m.(*image.Gray); !ok {
			t.Errorf("%s: the result is a %T", mediaType, m)
		}
		if psnr := picturetest.PSNR(m, ideal); psnr < c.bound {
			t.Errorf("%s: %.1f dB", mediaType, psnr)
		}
	}
}

func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		body   []byte
		query  url.Values
		status int
		typ    string
	}{
		"nothing":            {nil, nil, 400, "/problems/malformed-request"},
		"a text":             {[]byte("not a picture"), nil, 415, "/problems/unsupported-image"},
		"half a JPEG":        {picturetest.TruncatedJPEG(), nil, 422, "/problems/corrupt-image"},
		"half a PNG":         {picturetest.TruncatedPNG(), nil, 422, "/problems/corrupt-image"},
		"an unknown setting": {picturetest.PNG(picturetest.Photo(8, 8)), url.Values{"amount": {"1"}}, 422, "/problems/invalid-parameters"},
	} {
		res := post(t, c.body, c.query)
		if typ := problem(t, res); res.StatusCode != c.status || typ != c.typ {
			t.Errorf("%s: %d %s, want %d %s", name, res.StatusCode, typ, c.status, c.typ)
		}
	}
	for _, b := range picturetest.Bombs() {
		res := post(t, b.Data, nil)
		if typ := problem(t, res); typ != b.Code.Type() || res.StatusCode != b.Code.Status() {
			t.Errorf("%s: %d %s", b.Name, res.StatusCode, typ)
		}
	}
}
