//go:build e2e

package cluster

import (
	"bytes"
	"encoding/json"
	"image"
	"mime/multipart"
	"net/http"
	"testing"
	"time"
)

// asked is what a converter is asked for beyond its defaults: the least that
// shows that it works.
var asked = map[string]string{
	"crop":      "&width=20&height=10",
	"resize":    "&width=32",
	"deepdream": "&octaves=2&steps=2",
	"recipe":    "&recipe=grayscale,contrast:20,resize:40",
	"style":     "&steps=2",
}

// Every converter of the catalogue converts.
func TestEveryConverter(t *testing.T) {
	c := visitor(t)
	var catalogue struct {
		Converters []struct{ Name string }
	}
	a := c.must(t, http.MethodGet, "/api/converters", nil)
	if err := json.Unmarshal(a.body, &catalogue); err != nil || len(catalogue.Converters) < 20 {
		t.Fatalf("the catalogue: %v %v", a, err)
	}
	input := sample(t, 64, 48)
	ids := map[string]string{}
	for _, converter := range catalogue.Converters {
		name := converter.Name
		body, header := input, []string{"Content-Type", "image/png"}
		if name == "style" {
			body, header = form(t, map[string][]byte{"file": input, "style": sample(t, 48, 64)})
		}
		ids[name] = c.submit(t, name+asked[name], body, header...)
	}
	for name, id := range ids {
		t.Run(name, func(t *testing.T) {
			a := c.picture(t, id, 3*time.Minute)
			img, _, err := image.Decode(bytes.NewReader(a.body))
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]image.Point{"crop": {20, 10}, "rotate": {48, 64}, "recipe": {40, 30}, "resize": {32, 24}}
			size, ok := want[name]
			if !ok {
				size = image.Pt(64, 48)
			}
			if got := img.Bounds().Size(); got != size {
				t.Errorf("the result is %v, want %v", got, size)
			}
			if bytes.Equal(a.body, input) && name != "format" {
				t.Error("the result is the input")
			}
		})
	}
}

// form is a multipart body with files, and its headers.
func form(t *testing.T, files map[string][]byte) (body []byte, header []string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, data := range files {
		part, err := w.CreateFormFile(name, name+".png")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), []string{"Content-Type", w.FormDataContentType()}
}
