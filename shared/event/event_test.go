package event

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/reverie-image/reverie/shared/fault"
)

func sample() Event {
	e := New("1", "convert", ConversionRequested, "JOB")
	e.SetExtension(Converter, "flip-horizontal")
	e.SetExtension(DataRef, "jobs/JOB/input")
	return e
}

func check(t *testing.T, e Event) {
	t.Helper()
	if e.ID() != "1" || e.Type() != ConversionRequested || e.Subject() != "JOB" || e.Source() != "/reverie/convert" ||
		Extension(e, Converter) != "flip-horizontal" || Extension(e, DataRef) != "jobs/JOB/input" || Extension(e, PartitionKey) != "JOB" {
		t.Errorf("got %v", e)
	}
}

func TestBinaryMode(t *testing.T) {
	r, err := Request(t.Context(), "http://sink", sample())
	if err != nil {
		t.Fatal(err)
	}
	if !IsEvent(r.Header) {
		t.Error("not taken for an event")
	}
	e, err := Parse(r.Header, nil)
	if err != nil {
		t.Fatal(err)
	}
	check(t, e)
}

func TestStructuredMode(t *testing.T) {
	body, err := json.Marshal(sample())
	if err != nil {
		t.Fatal(err)
	}
	h := http.Header{"Content-Type": {"application/cloudevents+json; charset=utf-8"}}
	if !IsEvent(h) {
		t.Error("not taken for an event")
	}
	e, err := Parse(h, body)
	if err != nil {
		t.Fatal(err)
	}
	check(t, e)
}

func TestParseRefuses(t *testing.T) {
	tests := map[string]struct {
		header http.Header
		body   string
	}{
		"nothing":       {http.Header{}, ""},
		"no type":       {http.Header{"Ce-Specversion": {"1.0"}, "Ce-Id": {"1"}, "Ce-Source": {"/x"}}, ""},
		"old version":   {http.Header{"Ce-Specversion": {"9.0"}, "Ce-Id": {"1"}, "Ce-Source": {"/x"}, "Ce-Type": {"t"}}, ""},
		"broken":        {http.Header{"Content-Type": {"application/cloudevents+json"}}, "{"},
		"batch":         {http.Header{"Content-Type": {"application/cloudevents-batch+json"}}, "[]"},
		"null":          {http.Header{"Content-Type": {"application/cloudevents+json"}}, "null"},
		"wrong members": {http.Header{"Content-Type": {"application/cloudevents+json"}}, `{"specversion":"1.0","id":1}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if e, err := Parse(tt.header, []byte(tt.body)); !fault.Is(err, fault.Malformed) {
				t.Errorf("got %v, %v; want malformed", e, err)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	body, _ := json.Marshal(sample())
	f.Add("application/cloudevents+json", "", body)
	f.Add("", "1.0", []byte("{}"))
	f.Fuzz(func(t *testing.T, contentType, version string, body []byte) {
		h := http.Header{"Content-Type": {contentType}, "Ce-Specversion": {version}, "Ce-Id": {"1"}, "Ce-Source": {"/x"}, "Ce-Type": {"t"}}
		if e, err := Parse(h, body); err == nil {
			if _, err := Request(t.Context(), "http://sink", e); err != nil {
				t.Errorf("an accepted event cannot be sent: %v", err)
			}
		}
	})
}

func TestRespond(t *testing.T) {
	res := Respond(sample())
	if res.StatusCode != http.StatusOK {
		t.Fatal(res.StatusCode)
	}
	e, err := Parse(res.Header, res.Body)
	if err != nil {
		t.Fatal(err)
	}
	check(t, e)
}

func TestSender(t *testing.T) {
	status := http.StatusAccepted
	var got Event
	sink := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		got, _ = Parse(r.Header, body)
		w.WriteHeader(status)
	}))
	defer sink.Close()
	s := NewSender(sink.URL)
	if err := s.Send(t.Context(), sample()); err != nil {
		t.Fatal(err)
	}
	check(t, got)
	status = http.StatusInternalServerError
	if err := s.Send(t.Context(), sample()); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a refusal: %v, want unavailable", err)
	}
	sink.Close()
	if err := s.Send(t.Context(), sample()); !fault.Is(err, fault.Unavailable) {
		t.Errorf("a dead sink: %v, want unavailable", err)
	}
	if _, err := SenderFromEnv(nil); err == nil {
		t.Error("no K_SINK is no error")
	}
}
