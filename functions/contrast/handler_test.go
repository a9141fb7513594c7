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

// TestContrast holds the function against the formula, with and without the
// parameter, whose default is 20.
func TestContrast(t *testing.T) {
	photo := picturetest.Photo(64, 48)
	for query, k := range map[string]float64{"": 1 / (1 - 0.2), "20": 1 / (1 - 0.2), "-50": 0.5, "0": 1, "80": 1 / (1 - 0.8), "-100": 0} {
		ideal := image.NewNRGBA(photo.Rect)
		for i, v := range photo.Pix {
			ideal.Pix[i] = uint8(min(max((0.5+(float64(v)/255-0.5)*k)*255, 0), 255) + 0.5)
			if i%4 == 3 {
				ideal.Pix[i] = v
			}
		}
		values := url.Values{"contrast": {query}}
		if query == "" {
			values = nil
		}
		m := result(t, post(t, picturetest.PNG(photo), values), "image/png")
		if psnr := picturetest.PSNR(m, ideal); psnr < 200 {
			t.Errorf("contrast %q: %.1f dB", query, psnr)
		}
		m = result(t, post(t, picturetest.JPEG(photo, 95), values), "image/jpeg")
		if psnr := picturetest.PSNR(m, ideal); psnr < 24 {
			t.Errorf("contrast %q of a JPEG: %.1f dB", query, psnr)
		}
	}
}

func TestRefusals(t *testing.T) {
	good := picturetest.PNG(picturetest.Photo(8, 8))
	for name, c := range map[string]struct {
		body   []byte
		query  url.Values
		status int
		typ    string
	}{
		"nothing":            {nil, nil, 400, "/problems/malformed-request"},
		"a text":             {[]byte("not a picture"), nil, 415, "/problems/unsupported-image"},
		"half a JPEG":        {picturetest.TruncatedJPEG(), nil, 422, "/problems/corrupt-image"},
		"too much":           {good, url.Values{"contrast": {"101"}}, 422, "/problems/invalid-parameters"},
		"too little":         {good, url.Values{"contrast": {"-100.5"}}, 422, "/problems/invalid-parameters"},
		"no number":          {good, url.Values{"contrast": {"much"}}, 422, "/problems/invalid-parameters"},
		"not a number":       {good, url.Values{"contrast": {"NaN"}}, 422, "/problems/invalid-parameters"},
		"an unknown setting": {good, url.Values{"amount": {"1"}}, 422, "/problems/invalid-parameters"},
	} {
		res := post(t, c.body, c.query)
		if typ := problem(t, res); res.StatusCode != c.status || typ != c.typ {
			t.Errorf("%s: %d %s, want %d %s", name, res.StatusCode, typ, c.status, c.typ)
		}
	}
}
