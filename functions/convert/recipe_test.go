package function

import (
	"encoding/json"
	"net/url"
	"strconv"
	"strings"
	"testing"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// TestARecipeIsAJob: a recipe needs no converter's name, and is stored, and told
// to the broker, as a job of the converter that runs recipes.
func TestARecipeIsAJob(t *testing.T) {
	for _, q := range []url.Values{
		{"recipe": {"grayscale, contrast:20"}},
		{"converter": {"recipe"}, "recipe": {`["grayscale",{"converter":"contrast"}]`}},
	} {
		b := newBench(t)
		jid := id(t, b.post(t, q.Encode(), sample(t)))
		rec, err := b.records.Load(t.Context(), jid)
		if err != nil {
			t.Fatal(err)
		}
		if rec.Converter != "recipe" || string(rec.Parameters) != `{"recipe":"grayscale,contrast:20"}` {
			t.Errorf("%v: a job for %s with %s", q, rec.Converter, rec.Parameters)
		}
		if len(b.events) != 1 || event.Extension(b.events[0], event.Converter) != "recipe" {
			t.Errorf("events %v", b.events)
		}
	}
}

func TestARecipeIsCheckedUpFront(t *testing.T) {
	b := newBench(t)
	for recipe, want := range map[string]struct {
		code fault.Code
		step float64
	}{
		"grayscale,,":             {fault.Malformed, 0},
		"grayscale,nothing":       {fault.UnknownConverter, 2},
		"grayscale,contrast:1000": {fault.InvalidParameters, 2},
		"deepdream,grayscale":     {fault.InvalidParameters, 1},
		"style":                   {fault.InvalidParameters, 1},
	} {
		res := b.post(t, url.Values{"recipe": {recipe}}.Encode(), sample(t))
		var problem map[string]any
		step := 0.0
		if json.Unmarshal(res.Body, &problem) == nil {
			step, _ = problem["step"].(float64)
		}
		if res.StatusCode != want.code.Status() || problem["type"] != want.code.Type() || step != want.step {
			t.Errorf("%s: %d %s, want %s in step %v", recipe, res.StatusCode, res.Body, want.code, want.step)
		}
	}
	if len(b.events) != 0 {
		t.Errorf("events %v", b.events)
	}
}

// TestALongRecipeIsKnownToBe: its job says how long it will take, and when to ask
// again; what would take too long is no job.
func TestALongRecipeIsKnownToBe(t *testing.T) {
	b := newBench(t)
	body := picturetest.FlatPNG(5000, 5000, 8, 2)
	ask := func(blurs int) handler.Response {
		steps := strings.TrimSuffix(strings.Repeat("blur:50,", blurs), ",")
		return b.post(t, url.Values{"recipe": {steps}}.Encode(), body)
	}
	res := ask(15)
	rec, err := b.records.Load(t.Context(), id(t, res))
	if err != nil {
		t.Fatal(err)
	}
	var view job.View
	if err := json.Unmarshal(res.Body, &view); err != nil || view.Estimate != rec.Estimate || rec.Estimate < 20 || rec.Estimate > 60 {
		t.Errorf("the record says %v s: %s", rec.Estimate, res.Body)
	}
	if after := res.Header.Get("Retry-After"); after != strconv.Itoa(int(rec.Estimate/10)) {
		t.Errorf("ask again after %s s, of %v s", after, rec.Estimate)
	}
	if doc := problem(t, ask(32), fault.InvalidParameters); doc["largest"] == nil || doc["steps"] == nil || len(b.events) != 1 {
		t.Errorf("%v, %d events", doc, len(b.events))
	}
}
