package function

import (
	"bytes"
	"encoding/json"
	"mime/multipart"
	"strings"
	"testing"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/job"
)

// dream is a converter with a second picture and a budget of 10 s: 25 steps of
// the sample of 35 pixels.
var dream = catalog.Descriptor{
	Name: "dream", Title: "Dream", Version: "1",
	Parameters: []catalog.Parameter{
		{Name: "steps", Title: "Steps", Type: catalog.Integer, Min: 1, Max: 100, Default: 10},
		{Name: "guide", Title: "Guide", Type: catalog.Picture},
		{Name: "fit", Title: "Fit", Type: catalog.Boolean, Default: false},
	},
	Cost: &catalog.Cost{Unit: "GFLOP", PerMegapixel: 1e6 / 35, PerSecond: 2.5, BudgetSeconds: 10,
		Factors: []catalog.Factor{{Parameter: "steps", Scale: 1}}},
}

func newDreams(t *testing.T) *bench {
	t.Helper()
	b := newBench(t)
	c, err := catalog.New(dream)
	if err != nil {
		t.Fatal(err)
	}
	b.catalog = c
	return b
}

func (b *bench) form(t *testing.T, query string, files map[string][]byte, header ...string) handler.Response {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for name, data := range files {
		part, err := w.CreateFormFile(name, name+".png")
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(data)
	}
	_ = w.Close()
	return b.post(t, query, out.Bytes(), append(header, "Content-Type", w.FormDataContentType())...)
}

func problem(t *testing.T, res handler.Response, code fault.Code) map[string]any {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal(res.Body, &doc); err != nil || res.StatusCode != code.Status() || doc["type"] != code.Type() {
		t.Fatalf("%d %.300s, want %s", res.StatusCode, res.Body, code)
	}
	return doc
}

func TestSecondPicture(t *testing.T) {
	b := newDreams(t)
	guide := append(sample(t), "x"...)
	res := b.form(t, "converter=dream", map[string][]byte{"file": sample(t), "guide": guide})
	rec, err := b.records.Load(t.Context(), id(t, res))
	if err != nil {
		t.Fatal(err)
	}
	in := rec.Pictures["guide"]
	if in.Key != job.PictureKey(rec.ID, "guide") || in.SHA256 != job.Digest(guide) || in.Width != 5 || in.Type != "image/png" {
		t.Errorf("%+v", rec.Pictures)
	}
	if !strings.Contains(string(rec.Parameters), in.SHA256) {
		t.Errorf("parameters %s", rec.Parameters)
	}
	o, err := b.records.Bucket.Get(t.Context(), in.Key, 0)
	if err != nil || !bytes.Equal(o.Body, guide) {
		t.Errorf("stored: %d bytes, %v", len(o.Body), err)
	}
	large := append(sample(t), make([]byte, 5<<20)...)
	for name, c := range map[string]struct {
		guide []byte
		code  fault.Code
	}{"text": {[]byte("text"), fault.UnsupportedImage}, "half": {sample(t)[:40], fault.CorruptImage}, "large": {large, fault.TooLarge}} {
		t.Run(name, func(t *testing.T) {
			problem(t, b.form(t, "converter=dream", map[string][]byte{"file": sample(t), "guide": c.guide}), c.code)
		})
	}
	problem(t, b.form(t, "converter=dream", map[string][]byte{"file": sample(t), "style": guide}), fault.InvalidParameters)
}

func TestAnotherPictureIsAnotherRequest(t *testing.T) {
	b := newDreams(t)
	post := func(guide string) handler.Response {
		return b.form(t, "converter=dream", map[string][]byte{"file": sample(t), "guide": append(sample(t), guide...)},
			"Idempotency-Key", "k", "X-Authenticated-User", "alice")
	}
	first := id(t, post("a"))
	if again := id(t, post("a")); again != first {
		t.Errorf("the same pictures are %s and %s", first, again)
	}
	problem(t, post("b"), fault.IdempotencyReuse)
}

func TestBudget(t *testing.T) {
	b := newDreams(t)
	res := b.post(t, "converter=dream&steps=25", sample(t))
	var v job.View
	if err := json.Unmarshal(res.Body, &v); err != nil || v.Estimate != 10 || res.Header.Get("Retry-After") != "1" {
		t.Errorf("%+v %v", v, res.Header)
	}
	doc := problem(t, b.post(t, "converter=dream&steps=50", sample(t)), fault.InvalidParameters)
	largest, _ := doc["largest"].(map[string]any)
	if doc["estimate_seconds"] != 20.0 || doc["budget_seconds"] != 10.0 || largest["steps"] != 25.0 || largest["width"] != 3.0 || largest["height"] != 5.0 {
		t.Errorf("%v", doc)
	}
	if res := b.post(t, "converter=dream&steps=50&fit=true", sample(t)); res.StatusCode != 202 {
		t.Errorf("to be sized down: %d %s", res.StatusCode, res.Body)
	}
	if len(b.events) != 2 {
		t.Errorf("%d events", len(b.events))
	}
}
