package catalog

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/fault"
)

var guided = Descriptor{
	Name: "guided", Title: "Guided", Version: "1",
	Parameters: []Parameter{
		{Name: "n", Title: "N", Type: Integer, Min: 1, Max: 3, Default: 1},
		{Name: "guide", Title: "Guide", Type: Picture},
	},
}

func TestPictureParameters(t *testing.T) {
	if err := guided.Validate(); err != nil {
		t.Fatal(err)
	}
	none, err := guided.Parse(nil, nil)
	if err != nil || none.Picture("guide") != nil || none.SHA256("guide") != "" || string(none.JSON()) != `{"n":1}` {
		t.Errorf("without: %s, %v", none.JSON(), err)
	}
	one, err := guided.Parse(nil, map[string][]byte{"guide": []byte("one")})
	if err != nil || string(one.Picture("guide")) != "one" {
		t.Fatalf("%v, %v", one, err)
	}
	other, err := guided.Parse(nil, map[string][]byte{"guide": []byte("other")})
	if err != nil || string(one.JSON()) == string(other.JSON()) || strings.Contains(string(one.JSON()), "b25l") {
		t.Errorf("%s and %s, %v", one.JSON(), other.JSON(), err)
	}
	stored, err := guided.Decode(one.JSON())
	if err != nil || stored.SHA256("guide") != one.SHA256("guide") || stored.Picture("guide") != nil || len(stored.Pictures()) != 1 {
		t.Errorf("stored: %v, %v", stored, err)
	}
	if string(stored.JSON()) != string(one.JSON()) {
		t.Errorf("%s is stored as %s", one.JSON(), stored.JSON())
	}
}

func TestPicturesRefused(t *testing.T) {
	required := guided
	required.Parameters = []Parameter{guided.Parameters[0], {Name: "style", Title: "Style", Type: Picture, Required: true}}
	file := []byte("x")
	tests := map[string]struct {
		d     Descriptor
		form  url.Values
		files map[string][]byte
		says  string
	}{
		"missing":       {required, nil, nil, "style must be a picture, sent as a file"},
		"text":          {guided, url.Values{"guide": {"x"}}, nil, "guide must be a picture, sent as a file"},
		"a hash":        {guided, url.Values{"guide": {NewFile(file).SHA256}}, nil, "guide must be a picture"},
		"both":          {guided, url.Values{"guide": {"x"}}, map[string][]byte{"guide": file}, "guide is given more than once"},
		"unknown":       {guided, nil, map[string][]byte{"style": file}, "style is not a parameter of guided"},
		"number":        {guided, nil, map[string][]byte{"n": file}, "n is no file"},
		"a plain one":   {sample, nil, map[string][]byte{"text": file}, "text is no file"},
		"a long name":   {guided, nil, map[string][]byte{strings.Repeat("x", 9000): file}, "is not a parameter"},
		"no converters": {Descriptor{Name: "plain"}, nil, map[string][]byte{"guide": file}, "guide is not a parameter of plain"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := tt.d.Parse(tt.form, tt.files)
			if !fault.Is(err, fault.InvalidParameters) || !strings.Contains(err.Error(), tt.says) || len(err.Error()) > 300 {
				t.Errorf("%v", err)
			}
		})
	}
	for _, stored := range []string{`{"guide":"xyz"}`, `{"guide":1}`, `{"guide":"abcd"}`} {
		if _, err := guided.Decode(json.RawMessage(stored)); err == nil {
			t.Errorf("%s is taken", stored)
		}
	}
}

func TestValidatePictures(t *testing.T) {
	for name, more := range map[string][]Parameter{
		"two":                {{Name: "style", Title: "Style", Type: Picture}},
		"a default":          {{Name: "style", Title: "Style", Type: Picture, Default: "x"}},
		"a required boolean": {{Name: "soft", Title: "Soft", Type: Boolean, Default: false, Required: true}},
	} {
		d := guided
		d.Parameters = append(append([]Parameter(nil), guided.Parameters...), more...)
		if name == "a default" {
			d.Parameters = more
		}
		if d.Validate() == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}

func TestPictureSchema(t *testing.T) {
	d := guided
	d.Parameters = []Parameter{{Name: "style", Title: "Style", Description: "Whose look.", Type: Picture, Required: true}}
	got, err := json.Marshal(d.Schema())
	if err != nil {
		t.Fatal(err)
	}
	want := `{"$schema":"https://json-schema.org/draft/2020-12/schema","additionalProperties":false,"properties":{"style":` +
		`{"description":"Whose look.","format":"binary","title":"Style","type":"string","x-picture":true}},"required":["style"],"type":"object","x-order":["style"]}`
	if string(got) != want {
		t.Errorf("%s", got)
	}
}
