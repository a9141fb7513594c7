package broker

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/event"
)

// Over real HTTP: an event in, in both modes, and the same event out.
func TestOverHTTP(t *testing.T) {
	const trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	got := make(chan event.Event, 1)
	headers := make(chan http.Header, 1)
	sink := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var j journal
		got <- j.note(r)
		headers <- r.Header
		w.WriteHeader(http.StatusNoContent)
	}))
	defer sink.Close()
	b := New(Options{Triggers: []Trigger{{Name: "sink", Target: sink.URL}}})
	entry := httptest.NewServer(b)
	defer entry.Close()
	defer b.Drain(context.Background())

	structured := `{"specversion":"1.0","id":"1","source":"/s","type":"t","subject":"j","converter":"grayscale","data":{"a":1}}`
	for name, req := range map[string]*http.Request{
		"binary": post(entry.URL, "", http.Header{"Ce-Specversion": {"1.0"}, "Ce-Id": {"1"}, "Ce-Source": {"/s"}, "Ce-Type": {"t"},
			"Ce-Subject": {"j"}, "Ce-Converter": {"grayscale"}, "Traceparent": {trace}}),
		"structured": post(entry.URL, structured, http.Header{"Content-Type": {"application/cloudevents+json"}, "Traceparent": {trace}}),
	} {
		t.Run(name, func(t *testing.T) {
			res, err := http.DefaultClient.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			res.Body.Close()
			if res.StatusCode != http.StatusAccepted {
				t.Fatalf("answered %s", res.Status)
			}
			select {
			case e := <-got:
				if e.Subject() != "j" || event.Extension(e, event.Converter) != "grayscale" || event.Extension(e, event.TraceParent) != trace {
					t.Errorf("got %v", e)
				}
				if h := <-headers; h.Get("Traceparent") != trace || h.Get("Ce-Id") != "1" {
					t.Errorf("header %v", h)
				}
			case <-time.After(5 * time.Second):
				t.Fatal("not delivered")
			}
		})
	}
}

func post(url, body string, h http.Header) *http.Request {
	r, err := http.NewRequest(http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	r.Header = h
	return r
}

func TestBadEvents(t *testing.T) {
	b := New(Options{})
	defer b.Drain(context.Background())
	event := http.Header{"Ce-Specversion": {"1.0"}, "Ce-Id": {"1"}, "Ce-Source": {"/s"}, "Ce-Type": {"t"}}
	noType := event.Clone()
	noType.Del("Ce-Type")
	for _, test := range []struct {
		name, method, body string
		header             http.Header
		want               int
	}{
		{"get", http.MethodGet, "", event, 405},
		{"no event", http.MethodPost, "{}", http.Header{"Content-Type": {"application/json"}}, 400},
		{"no type", http.MethodPost, "", noType, 400},
		{"broken JSON", http.MethodPost, "{", http.Header{"Content-Type": {"application/cloudevents+json"}}, 400},
		{"batch", http.MethodPost, "[]", http.Header{"Content-Type": {"application/cloudevents-batch+json"}}, 400},
		{"a picture", http.MethodPost, strings.Repeat("x", maxEvent+1), event, 413},
		{"nobody wants it", http.MethodPost, "", event, 202},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest(test.method, "/", strings.NewReader(test.body))
			r.Header = test.header
			w := httptest.NewRecorder()
			b.ServeHTTP(w, r)
			if w.Code != test.want {
				t.Errorf("answered %d %s", w.Code, w.Body)
			}
		})
	}
}

func TestAFullQueueAnswers503(t *testing.T) {
	b := New(Options{Triggers: []Trigger{{Name: "down", Target: "http://127.0.0.1:0"}}, MaxBytes: 1})
	defer b.Drain(context.Background())
	w := httptest.NewRecorder()
	b.ServeHTTP(w, post("/", "", http.Header{"Ce-Specversion": {"1.0"}, "Ce-Id": {"1"}, "Ce-Source": {"/s"}, "Ce-Type": {"t"}}))
	if w.Code != http.StatusServiceUnavailable || w.Header().Get("Retry-After") != "1" {
		t.Errorf("answered %d, %v", w.Code, w.Header())
	}
}

func TestErrorsKeepURLsSecret(t *testing.T) {
	_, err := http.Get("http://127.0.0.1:1/secret-token/")
	if err == nil {
		t.Fatal("port 1 answers")
	}
	if text := unreachable(fmt.Errorf("wrapped: %w", err)); strings.Contains(text, "secret") || !strings.Contains(text, "refused") {
		t.Errorf("got %q", text)
	}
}
