// Package converttest is for the tests of converters: it calls a function as
// the gateway does, and holds it to what every converter must refuse.
package converttest

import (
	"bytes"
	"encoding/json"
	"image"
	_ "image/gif" // what results are decoded from
	_ "image/jpeg"
	_ "image/png"
	"net/http"
	"net/url"
	"testing"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// Request is a POST of a picture; query is as in a URL.
func Request(query string, body []byte) handler.Request {
	return handler.Request{Method: http.MethodPost, Body: body, QueryString: query, Header: http.Header{}}
}

// Post sends a picture to a converter's function; query is as in a URL.
func Post(t testing.TB, build fn.Builder, query string, body []byte) handler.Response {
	t.Helper()
	handle, err := build(nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := handle(Request(query, body))
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// Convert is the picture that a converter makes of one, of a media type.
func Convert(t testing.TB, build fn.Builder, query string, body []byte, mediaType string) image.Image {
	t.Helper()
	res := Post(t, build, query, body)
	if got := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || got != mediaType {
		t.Fatalf("?%s: %d, %s: %.300s", query, res.StatusCode, got, res.Body)
	}
	m, _, err := image.Decode(bytes.NewReader(res.Body))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Refuses checks that a converter refuses what none may take, broken pictures
// and bombs among it, and further queries as invalid parameters.
func Refuses(t *testing.T, build fn.Builder, queries ...string) {
	t.Helper()
	good := picturetest.PNG(picturetest.Photo(8, 8))
	check := func(name, query string, body []byte, want fault.Code) {
		t.Helper()
		res := Post(t, build, query, body)
		var doc struct{ Type, Detail string }
		err := json.Unmarshal(res.Body, &doc)
		if err != nil || res.StatusCode != want.Status() || doc.Type != want.Type() || doc.Detail == "" {
			t.Errorf("%s: %d %.300s, want %s", name, res.StatusCode, res.Body, want)
		}
	}
	check("nothing", "", nil, fault.Malformed)
	check("a text", "", []byte("not a picture"), fault.UnsupportedImage)
	check("half a JPEG", "", picturetest.TruncatedJPEG(), fault.CorruptImage)
	check("half a PNG", "", picturetest.TruncatedPNG(), fault.CorruptImage)
	for _, b := range picturetest.Bombs() {
		check(b.Name, "", b.Data, b.Code)
	}
	for _, q := range append(queries, "no_such_parameter=1") {
		if _, err := url.ParseQuery(q); err != nil {
			t.Fatal(err)
		}
		check("?"+q, q, good, fault.InvalidParameters)
	}
}
