package fault

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestRender(t *testing.T) {
	secret := errors.New("dial tcp 10.1.2.3: refused")
	err := fmt.Errorf("while reading: %w", Wrap(secret, Unavailable, "The storage is away.").After(1500*time.Millisecond).With("job", "J"))
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("X-Request-Id", "rid")
	w := httptest.NewRecorder()
	Write(w, r, err)
	if w.Code != 503 || w.Header().Get("Content-Type") != ContentType || w.Header().Get("Retry-After") != "2" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	var doc map[string]any
	if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"type": "/problems/unavailable", "title": "Temporarily unavailable", "status": 503.0,
		"detail": "The storage is away.", "instance": "rid", "job": "J",
	}
	for k, v := range want {
		if doc[k] != v {
			t.Errorf("%s: %v, want %v", k, doc[k], v)
		}
	}
	if strings.Contains(w.Body.String(), "10.1.2.3") {
		t.Error("the cause is shown to the client")
	}
	if !errors.Is(err, secret) {
		t.Error("the cause is lost for logs")
	}
}

func TestUnknownErrorsAreInternal(t *testing.T) {
	if Status(errors.New("x")) != 500 || !Passing(errors.New("x")) || Is(errors.New("x"), Internal) {
		t.Error("a foreign error is an internal, passing one without our code")
	}
}

func TestEveryCodeIsDescribed(t *testing.T) {
	for _, c := range Codes() {
		if c.Status() < 400 || c.Title() == "" || CodeOf(c.Type()) != c {
			t.Errorf("%s: %d %q %s", c, c.Status(), c.Title(), c.Type())
		}
	}
	if Code("nope").Status() != 500 {
		t.Error("an unknown code is no 500")
	}
}

func TestPassing(t *testing.T) {
	for code, want := range map[Code]bool{Unavailable: true, Internal: true, WorkerLost: true, CorruptImage: false, ConversionFailed: false, TooLarge: false} {
		if Passing(New(code, "x")) != want {
			t.Errorf("Passing(%s) is not %v", code, want)
		}
	}
}
