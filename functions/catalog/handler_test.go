package function

import (
	"encoding/json"
	"net/http"
	"testing"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/fn"
)

func get(t *testing.T, method, path string, header ...string) handler.Response {
	t.Helper()
	h, err := New(nil)
	if err != nil {
		t.Fatal(err)
	}
	req := handler.Request{Method: method, Header: http.Header{fn.PathHeader: {path}}}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := h(req)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func TestCatalogue(t *testing.T) {
	res := get(t, http.MethodGet, "/api/converters")
	var all struct{ Converters []catalog.Entry }
	if err := json.Unmarshal(res.Body, &all); err != nil || res.StatusCode != 200 {
		t.Fatalf("%d %s", res.StatusCode, res.Body)
	}
	names := map[string]bool{}
	for _, c := range all.Converters {
		names[c.Name] = true
		one := get(t, http.MethodGet, "/api/converters/"+c.Name)
		var entry catalog.Entry
		if err := json.Unmarshal(one.Body, &entry); err != nil || entry.Name != c.Name || entry.Parameters["type"] != "object" {
			t.Errorf("%s: %d %s", c.Name, one.StatusCode, one.Body)
		}
	}
	for _, want := range []string{"grayscale", "flip-horizontal", "contrast"} {
		if !names[want] {
			t.Errorf("%s is missing", want)
		}
	}
	if again := get(t, http.MethodGet, "/api/converters", "If-None-Match", res.Header.Get("ETag")); again.StatusCode != 304 || len(again.Body) != 0 {
		t.Errorf("with its ETag: %d", again.StatusCode)
	}
}

func TestWhatIsNotThere(t *testing.T) {
	for _, path := range []string{"/api/converters/nope", "/api/converters/../x", "/api/converters/grayscale/x"} {
		if res := get(t, http.MethodGet, path); res.StatusCode != 404 {
			t.Errorf("%s: %d, want 404", path, res.StatusCode)
		}
	}
	if res := get(t, http.MethodPut, "/api/converters"); res.StatusCode != 405 {
		t.Errorf("PUT: %d, want 405", res.StatusCode)
	}
}
