package convert

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/picture"
)

var model = Model{Name: "net", Version: "2", SHA256: strings.Repeat("ab", 32)}

// learned is a converter with provenance.
func learned(speak bool) *Converter {
	return &Converter{
		Descriptor: Descriptor{Name: "test", Title: "Test", Version: "3", Parameters: []Parameter{
			{Name: "n", Title: "N", Type: Integer, Min: 1, Max: 3, Default: 1}, {Name: "guide", Title: "Guide", Type: Picture}}},
		Convert: func(ctx context.Context, pic *picture.Picture, p Values) error {
			if speak {
				Detail(ctx, "steps", 12)
				Used(ctx, model)
			}
			return pic.Contrast(ctx, 10)
		},
	}
}

func TestProvenanceInTheResult(t *testing.T) {
	c := learned(true)
	p, err := c.Parse(nil, map[string][]byte{"guide": []byte("a guide")})
	if err != nil {
		t.Fatal(err)
	}
	out, err := c.Run(t.Context(), pngFile(t), p)
	if err != nil {
		t.Fatal(err)
	}
	if out.Details["steps"] != 12 || *out.Model != model {
		t.Errorf("%v %v", out.Details, out.Model)
	}
	var origin job.Origin
	if err := json.Unmarshal([]byte(picture.Text(out.Data)), &origin); err != nil {
		t.Fatalf("%q: %v", picture.Text(out.Data), err)
	}
	if origin.Converter != "test" || origin.Version != "3" || origin.Input.SHA256 != job.Digest(pngFile(t)) ||
		origin.Pictures["guide"].SHA256 != job.Digest([]byte("a guide")) || *origin.Model != model || !strings.Contains(string(origin.Parameters), `"n":1`) {
		t.Errorf("%s", picture.Text(out.Data))
	}
	again, err := c.Run(t.Context(), pngFile(t), p)
	if err != nil || string(again.Data) != string(out.Data) {
		t.Errorf("the same request gives other bytes: %v", err)
	}
	silent, err := learned(false).Run(t.Context(), pngFile(t), p)
	if err != nil || picture.Text(silent.Data) != "" || silent.Details != nil || silent.Model != nil {
		t.Errorf("of a converter that says nothing: %q, %v", picture.Text(silent.Data), err)
	}
}

func TestProvenanceInTheRecord(t *testing.T) {
	b := newBench(learned(true))
	b.descriptor = learned(true).Descriptor
	id := b.submit(t, pngFile(t), nil)
	b.send(t, t.Context(), id)
	rec := b.load(t, id)
	if rec.State != job.Succeeded || rec.Provenance.Model == nil || *rec.Provenance.Model != model || rec.Provenance.Details["steps"] != 12.0 {
		t.Errorf("%s %+v", rec.State, rec.Provenance)
	}
}
