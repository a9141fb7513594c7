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

func TestFlipHorizontal(t *testing.T) {
	for mediaType, c := range map[string]struct {
		data  []byte
		bound float64 // dB, against the file's own pixels mirrored
	}{
		"image/png":  {picturetest.PNG(picturetest.Translucent(97, 61)), 200},
		"image/jpeg": {picturetest.JPEG(picturetest.Photo(96, 64), 92), 55},
	} {
		src, _, err := image.Decode(bytes.NewReader(c.data))
		if err != nil {
			t.Fatal(err)
		}
		b := src.Bounds()
		ideal := image.NewNRGBA64(b)
		for y := range b.Dy() {
			for x := range b.Dx() {
				ideal.SetNRGBA64(x, y, picturetest.At(src, b.Dx()-1-x, y))
			}
		}
		m := result(t, post(t, c.data, nil), mediaType)
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
		"an unknown setting": {picturetest.PNG(picturetest.Photo(8, 8)), url.Values{"amount": {"1"}}, 422, "/problems/invalid-parameters"},
	} {
		res := post(t, c.body, c.query)
		if typ := problem(t, res); res.StatusCode != c.status || typ != c.typ {
			t.Errorf("%s: %d %s, want %d %s", name, res.StatusCode, typ, c.status, c.typ)
		}
	}
}
