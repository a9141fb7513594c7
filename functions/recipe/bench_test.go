package function

import (
	"net/http"
	"testing"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// BenchmarkSteps does a recipe of three steps in one go, and its steps one by one.
func BenchmarkSteps(b *testing.B) {
	in := picturetest.JPEG(picturetest.Photo(2000, 1500), 90)
	build := func(make fn.Builder) fn.Handle {
		handle, err := make(nil)
		if err != nil {
			b.Fatal(err)
		}
		return handle
	}
	post := func(handle fn.Handle, query string, body []byte) []byte {
		res, err := handle(handler.Request{Method: http.MethodPost, Body: body, QueryString: query, Header: http.Header{}})
		if err != nil || res.StatusCode != http.StatusOK {
			b.Fatalf("%s: %v %d %s", query, err, res.StatusCode, res.Body)
		}
		return res.Body
	}
	names := []string{"saturation", "blur", "vignette"}
	var steps []fn.Handle
	for _, name := range names {
		for _, c := range suite {
			if c.Name == name {
				steps = append(steps, build(convert.Function(c)))
			}
		}
	}
	b.Run("in one go", func(b *testing.B) {
		whole := build(New)
		for b.Loop() {
			post(whole, query("saturation,blur,vignette"), in)
		}
	})
	b.Run("one by one", func(b *testing.B) {
		for b.Loop() {
			body := in
			for _, step := range steps {
				body = post(step, "", body)
			}
		}
	})
}
