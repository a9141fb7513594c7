package catalog

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/fault"
)

// kitchen is a catalogue with a converter of recipes.
func kitchen(t testing.TB) *Catalog {
	t.Helper()
	c, err := New(
		Descriptor{Name: "gray", Title: "Gray", Version: "1", Chain: true, Output: true},
		Descriptor{Name: "contrast", Title: "Contrast", Version: "1", Chain: true, Output: true, Parameters: []Parameter{
			{Name: "contrast", Title: "Contrast", Type: Number, Min: -100, Max: 100, Default: 20.0},
		}},
		Descriptor{Name: "resize", Title: "Resize", Version: "2", Chain: true, Parameters: []Parameter{
			{Name: "width", Title: "Width", Type: Integer, Max: 16383, Default: 1024},
			{Name: "height", Title: "Height", Type: Integer, Max: 16383, Default: 0},
			{Name: "crop", Title: "Crop", Type: Boolean, Default: false},
		}},
		Descriptor{Name: "write", Title: "Write", Version: "1", Chain: true, Parameters: []Parameter{
			{Name: "text", Title: "Text", Type: String, MaxLength: 40, Default: "Hello"},
			{Name: "face", Title: "Face", Type: String, Default: "plain", Choices: []Choice{{Value: "plain"}, {Value: "bold"}}},
		}},
		Descriptor{Name: "dream", Title: "Dream", Version: "1"},
		Descriptor{Name: "recipe", Title: "Recipe", Version: "1", Output: true, Parameters: []Parameter{
			{Name: "recipe", Title: "Recipe", Type: RecipeType, Required: true},
		}},
	)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestRecipes(t *testing.T) {
	c := kitchen(t)
	for written, canonical := range map[string]string{
		"gray":                              "gray",
		"gray,contrast":                     "gray,contrast:20",
		" gray , contrast : 35 ":            "gray,contrast:35",
		"contrast:contrast=-5":              "contrast:-5",
		"contrast: 20":                      "contrast:20", // what contrast:+20 is in a query
		"contrast:1e1":                      "contrast:10",
		"resize:800":                        "resize:800",
		"resize:crop=true:height=600":       "resize:1024:height=600:crop=true",
		"resize:800:height=0:crop=false":    "resize:800",
		`write:a\,b\:c\=d\\`:                `write:a\,b\:c\=d\\`,
		`write:\ Hi `:                       `write:\ Hi`,
		`write:`:                            `write:`,
		`write:text=x:face=bold`:            `write:x:face=bold`,
		`["gray",{"converter":"contrast"}]`: "gray,contrast:20",
		`[{"converter":"resize","parameters":{"width":640,"crop":true}},"contrast:7"]`: "resize:640:crop=true,contrast:7",
	} {
		r, err := c.ParseRecipe(written)
		if err != nil {
			t.Errorf("%s: %v", written, err)
			continue
		}
		if got := r.String(); got != canonical {
			t.Errorf("%s is %s, want %s", written, got, canonical)
		}
		if again, err := c.ParseRecipe(canonical); err != nil || again.String() != canonical {
			t.Errorf("%s is not the canonical form of itself but %s (%v)", canonical, again, err)
		}
	}
}

func TestWhatIsNoRecipe(t *testing.T) {
	c := kitchen(t)
	for written, want := range map[string]struct {
		code fault.Code
		step any // the problem's member
		says string
	}{
		"gray,,contrast":                     {fault.Malformed, nil, "step 2 has no name"},
		"gray,":                              {fault.Malformed, nil, "step 2 has no name"},
		"resize:1:2":                         {fault.Malformed, nil, "second value"},
		"resize:width=1:width=2":             {fault.Malformed, nil, "twice"},
		"resize:a=b=c":                       {fault.Malformed, nil, "two ="},
		"[":                                  {fault.Malformed, nil, "JSON"},
		"[]":                                 {fault.Malformed, nil, "no steps"},
		"[7]":                                {fault.Malformed, nil, "step 1"},
		`["gray,gray"]`:                      {fault.Malformed, nil, "more than one"},
		`[{"name":"gray"}]`:                  {fault.Malformed, nil, "converter"},
		"gray\xff":                           {fault.Malformed, nil, "UTF-8"},
		strings.Repeat("gray,", 40) + "gray": {fault.Malformed, nil, "32"},
		strings.Repeat("x", 5000):            {fault.Malformed, nil, "4096"},
		"gray,blurr:3":                       {fault.UnknownConverter, 2, "blurr"},
		"gray,contrast:much":                 {fault.InvalidParameters, 2, "from -100 to 100"},
		"gray,contrast:500":                  {fault.InvalidParameters, 2, "contrast"},
		"resize:depth=3":                     {fault.InvalidParameters, 1, "depth is not a parameter"},
		"resize:3:width=4":                   {fault.InvalidParameters, 1, "width is given twice"},
		"gray:3":                             {fault.InvalidParameters, 1, "takes no value"},
		"gray,dream":                         {fault.InvalidParameters, 2, "function of its own"},
		"recipe:gray":                        {fault.InvalidParameters, 1, "function of its own"},
		"contrast:20:quality=80":             {fault.InvalidParameters, 1, "beside the recipe"},
		`[{"converter":"contrast","parameters":{"contrast":"7"}}]`: {fault.InvalidParameters, 1, "contrast"},
	} {
		_, err := c.ParseRecipe(written)
		f := fault.From(err)
		if err == nil || f.Code != want.code || f.Fields["step"] != want.step || !strings.Contains(f.Message, want.says) {
			t.Errorf("%.60q: %v with step %v, want %s about %q with step %v", written, err, f.Fields["step"], want.code, want.says, want.step)
		}
	}
}

// TestRecipeAsAParameter: the stored form is the canonical one, and an error
// keeps its code.
func TestRecipeAsAParameter(t *testing.T) {
	d, _ := kitchen(t).Lookup("recipe")
	v, err := d.Parse(url.Values{"recipe": {"gray, contrast"}, "quality": {"70"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(v.JSON()); got != `{"quality":70,"recipe":"gray,contrast:20"}` {
		t.Errorf("stored as %s", got)
	}
	again, err := d.Decode(v.JSON())
	if err != nil || len(again.Recipe("recipe").Steps) != 2 || again.Int("quality") != 70 {
		t.Errorf("read again: %v, %v", again, err)
	}
	for sent, code := range map[string]fault.Code{"": fault.InvalidParameters, "gray,,": fault.Malformed, "x": fault.UnknownConverter} {
		if _, err := d.Parse(url.Values{"recipe": {sent}}, nil); !fault.Is(err, code) {
			t.Errorf("%q: %v, want %s", sent, err, code)
		}
	}
	if _, err := d.Parse(nil, nil); !fault.Is(err, fault.InvalidParameters) {
		t.Errorf("without one: %v", err)
	}
}

func TestOutputParameters(t *testing.T) {
	c := kitchen(t)
	with, _ := c.Lookup("contrast")
	without, _ := c.Lookup("resize")
	v, err := with.Parse(url.Values{"format": {"png"}}, nil)
	if err != nil || v.Text("format") != "png" {
		t.Errorf("format=png: %v, %v", v, err)
	}
	if v, err := with.Parse(nil, nil); err != nil || len(v) != 1 {
		t.Errorf("what was not sent is there: %v, %v", v, err)
	}
	for name, value := range map[string]string{"format": "webm", "quality": "0"} {
		if _, err := with.Parse(url.Values{name: {value}}, nil); !fault.Is(err, fault.InvalidParameters) {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
	if _, err := without.Parse(url.Values{"quality": {"50"}}, nil); !fault.Is(err, fault.InvalidParameters) {
		t.Errorf("a converter that writes its results itself takes a quality: %v", err)
	}
	own := Descriptor{Name: "save", Title: "Save", Version: "1", Output: true, Parameters: []Parameter{
		{Name: "format", Title: "Format", Type: String, Default: "tiff", Choices: []Choice{{Value: "tiff"}}},
	}}
	if v, err := own.Parse(nil, nil); err != nil || v.Text("format") != "tiff" {
		t.Errorf("a format of the converter's own: %v, %v", v, err)
	}
	if b, err := json.Marshal(own.Schema()["properties"]); err != nil || strings.Count(string(b), "x-output") != 1 {
		t.Errorf("the schema is %s (%v)", b, err)
	}
}

func FuzzRecipe(f *testing.F) {
	for _, s := range []string{"gray", "gray,contrast:20,resize:800", `write:a\,b\ `, "resize:crop=true:height=600", `["gray",{"converter":"contrast","parameters":{"contrast":3}}]`, `\`, ",:=", "write: \\ x\\ "} {
		f.Add(s)
	}
	c := kitchen(f)
	f.Fuzz(func(t *testing.T, s string) {
		r, err := c.ParseRecipe(s)
		if err != nil {
			if !fault.Is(err, fault.Malformed) && !fault.Is(err, fault.InvalidParameters) && !fault.Is(err, fault.UnknownConverter) {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		if len(r.Steps) == 0 || len(r.Steps) > MaxRecipeSteps {
			t.Fatalf("%q has %d steps", s, len(r.Steps))
		}
		canonical := r.String()
		again, err := c.ParseRecipe(canonical)
		if err != nil {
			t.Fatalf("%q is canonically %q, which is refused: %v", s, canonical, err)
		}
		for i, step := range again.Steps {
			if string(step.Values.JSON()) != string(r.Steps[i].Values.JSON()) {
				t.Fatalf("%q: step %d is %s, written canonically %s", s, i+1, r.Steps[i].Values.JSON(), step.Values.JSON())
			}
		}
		if again.String() != canonical {
			t.Fatalf("%q is canonically %q, then %q", s, canonical, again)
		}
	})
}
