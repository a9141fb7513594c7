package function

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
)

func TestAccept(t *testing.T) {
	b := newBench(t)
	res := b.post(t, "converter=contrast&contrast=40", sample(t), fn.UserHeader, "alice")
	jid := id(t, res)
	if res.Header.Get("Location") != "/api/jobs/"+jid || res.Header.Get("Retry-After") != "1" || res.Header.Get(job.StatusHeader) != "queued" {
		t.Errorf("header %v", res.Header)
	}
	rec, err := b.records.Load(t.Context(), jid)
	if err != nil {
		t.Fatal(err)
	}
	if rec.Owner != "alice" || rec.Converter != "contrast" || string(rec.Parameters) != `{"contrast":40}` ||
		rec.State != job.Queued || rec.Input.Width != 5 || rec.Input.Height != 7 {
		t.Errorf("record %+v", rec.Job)
	}
	if o, err := b.records.Bucket.Get(t.Context(), rec.Input.Key, 0); err != nil || !bytes.Equal(o.Body, sample(t)) {
		t.Errorf("input: %v", err)
	}
	if len(b.events) != 1 || b.events[0].Type() != event.ConversionRequested || b.events[0].Subject() != jid ||
		event.Extension(b.events[0], event.Converter) != "contrast" {
		t.Errorf("events %v", b.events)
	}
}

func TestRefusals(t *testing.T) {
	b := newBench(t)
	pic := sample(t)
	tests := map[string]struct {
		query  string
		body   []byte
		header []string
		code   fault.Code
	}{
		"no converter":      {"", pic, nil, fault.UnknownConverter},
		"unknown converter": {"converter=nope", pic, nil, fault.UnknownConverter},
		"two converters":    {"converter=contrast&converter=grayscale", pic, nil, fault.InvalidParameters},
		"range":             {"converter=contrast&contrast=101", pic, nil, fault.InvalidParameters},
		"type":              {"converter=contrast&contrast=much", pic, nil, fault.InvalidParameters},
		"unknown parameter": {"converter=grayscale&contrast=1", pic, nil, fault.InvalidParameters},
		"text":              {"converter=grayscale", []byte("I am a text file"), nil, fault.UnsupportedImage},
		"cut header":        {"converter=grayscale", pic[:20], nil, fault.CorruptImage},
		"empty":             {"converter=grayscale", nil, nil, fault.Malformed},
		"too large":         {"converter=grayscale", make([]byte, 5<<20+1), nil, fault.TooLarge},
		"prefer":            {"converter=grayscale", pic, []string{"Prefer", "wait=soon"}, fault.Malformed},
		"empty key":         {"converter=grayscale", pic, []string{"Idempotency-Key", ""}, fault.Malformed},
		"long key":          {"converter=grayscale", pic, []string{"Idempotency-Key", strings.Repeat("k", 256)}, fault.Malformed},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			res := b.post(t, tt.query, tt.body, tt.header...)
			if res.StatusCode != tt.code.Status() || !bytes.Contains(res.Body, []byte(tt.code.Type())) {
				t.Errorf("%d %s, want %s", res.StatusCode, res.Body, tt.code)
			}
		})
	}
	if page, err := b.records.Bucket.List(t.Context(), "", "", 10); err != nil || len(page.Objects) != 0 || len(b.events) != 0 {
		t.Errorf("refused requests left %v, %v and %d events", page.Objects, err, len(b.events))
	}
}

func TestAcceptedWithoutABroker(t *testing.T) {
	b := newBench(t)
	b.down = true
	jid := id(t, b.post(t, "converter=grayscale", sample(t)))
	if _, err := b.records.Load(t.Context(), jid); err != nil {
		t.Errorf("the job is not durable: %v", err)
	}
}

type away struct{ store.Bucket }

func (away) Put(context.Context, string, []byte, store.PutOptions) (string, error) {
	return "", fault.New(fault.Unavailable, "away").After(time.Second)
}

func TestStorageAway(t *testing.T) {
	b := newBench(t)
	b.records.Bucket = away{b.records.Bucket}
	res := b.post(t, "converter=grayscale", sample(t))
	if res.StatusCode != 503 || res.Header.Get("Retry-After") == "" || len(b.events) != 0 {
		t.Errorf("%d %v, %d events; want 503 and none", res.StatusCode, res.Header, len(b.events))
	}
}

func TestMethod(t *testing.T) {
	if res, _ := newBench(t).handle(handler.Request{Method: http.MethodGet, Header: http.Header{}}); res.StatusCode != 405 {
		t.Errorf("GET: %d, want 405", res.StatusCode)
	}
}

func TestOneClientsShare(t *testing.T) {
	b := newBench(t)
	for range 10 {
		id(t, b.post(t, "converter=grayscale", sample(t), "X-Forwarded-For", "203.0.113.7"))
	}
	if res := b.post(t, "converter=grayscale", sample(t), "X-Forwarded-For", "203.0.113.7"); res.StatusCode != 429 || res.Header.Get("Retry-After") != "60" {
		t.Errorf("%d %v, want 429", res.StatusCode, res.Header)
	}
	id(t, b.post(t, "converter=grayscale", sample(t), "X-Forwarded-For", "203.0.113.8"))
}
