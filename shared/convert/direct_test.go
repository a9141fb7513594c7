package convert

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

func TestDirect(t *testing.T) {
	c := &Converter{
		Descriptor: Descriptor{Name: "test", Title: "Test", Version: "1", Parameters: []Parameter{
			{Name: "n", Title: "N", Type: Integer, Min: 1, Max: 3, Default: 1}}},
		Convert: func(context.Context, *picture.Picture, Values) error { return nil },
	}
	h, err := Function(c)(nil)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		method, query string
		body          []byte
		status        int
	}{
		{http.MethodPost, "", pngFile(t), 200},
		{http.MethodPost, "n=3", pngFile(t), 200},
		{http.MethodPost, "n=4", pngFile(t), 422},
		{http.MethodPost, "x=4", pngFile(t), 422},
		{http.MethodPost, "", []byte("text"), 415},
		{http.MethodPost, "", nil, 400},
		{http.MethodGet, "", nil, 200},
		{http.MethodPut, "", nil, 405},
	}
	for _, tt := range tests {
		res, err := h(handler.Request{Method: tt.method, QueryString: tt.query, Header: http.Header{fn.PathHeader: {"/"}}, Body: tt.body})
		if err != nil || res.StatusCode != tt.status {
			t.Errorf("%s ?%s: %d, %v; want %d", tt.method, tt.query, res.StatusCode, err, tt.status)
		}
	}
	// Without storage an event cannot be served, and the broker shall try again.
	req := handler.Request{Method: http.MethodPost, Header: http.Header{"Ce-Specversion": {"1.0"}}}
	if res, _ := h(req); res.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("event without storage: %d, want 503", res.StatusCode)
	}
}

func TestTheAnswerSaysWhatWasWorkedOn(t *testing.T) {
	c := &Converter{
		Descriptor: Descriptor{Name: "test", Title: "Test", Version: "1", Parameters: []Parameter{
			{Name: "do", Title: "Do", Type: String, MaxLength: 10, Default: "nothing"}}},
		Convert: func(ctx context.Context, pic *picture.Picture, p Values) error {
			switch p.Text("do") {
			case "gray":
				return pic.Grayscale(ctx)
			case "blur":
				return pic.Blur(ctx, 1)
			}
			return nil
		},
	}
	h, err := Function(c)(nil)
	if err != nil {
		t.Fatal(err)
	}
	photo := picturetest.JPEG(picturetest.Photo(64, 48), 90)
	for do, path := range map[string]picture.Path{"nothing": picture.Copied, "gray": picture.Coefficients, "blur": picture.Pixels} {
		res, _ := h(handler.Request{Method: http.MethodPost, QueryString: "do=" + do, Header: http.Header{fn.PathHeader: {"/"}}, Body: photo})
		if got := res.Header.Get("Server-Timing"); !strings.Contains(got, fmt.Sprintf("convert;desc=%q;dur=", path)) {
			t.Errorf("%s: %s, want %s", do, got, path)
		}
	}
}

// TestTheAnswerCounts from the conversion's end until it is written; without room
// for it there is none.
func TestTheAnswerCounts(t *testing.T) {
	c := &Converter{
		Descriptor: Descriptor{Name: "test", Title: "Test", Version: "1"},
		Convert:    func(context.Context, *picture.Picture, Values) error { return nil },
	}
	h, err := Function(c)(nil)
	if err != nil {
		t.Fatal(err)
	}
	answers := fn.NewAnswers(100, time.Millisecond)
	post := func() (status int, written func()) {
		ctx, written := answers.With(t.Context(), nil)
		req := handler.Request{Method: http.MethodPost, Header: http.Header{}, Body: picturetest.PNG(picturetest.Photo(20, 20))}
		req.WithContext(ctx)
		res, err := h(req)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, written
	}
	first, written := post()
	second, _ := post()
	written()
	third, _ := post()
	if first != http.StatusOK || second != http.StatusServiceUnavailable || third != http.StatusOK {
		t.Errorf("%d, before it is written %d, after it %d", first, second, third)
	}
}
