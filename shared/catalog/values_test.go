package catalog

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/fault"
)

var sample = Descriptor{
	Name: "sample", Title: "Sample", Version: "1",
	Parameters: []Parameter{
		{Name: "amount", Title: "Amount", Type: Number, Min: -100, Max: 100, Default: 20.0},
		{Name: "size", Title: "Size", Type: Integer, Min: 1, Max: 64, Default: 8},
		{Name: "soft", Title: "Soft", Type: Boolean, Default: false},
		{Name: "mode", Title: "Mode", Type: String, Default: "a", Choices: []Choice{{Value: "a", Title: "A"}, {Value: "b", Title: "B"}}},
		{Name: "text", Title: "Text", Type: String, Default: "", MaxLength: 5},
	},
}

func TestParse(t *testing.T) {
	defaults := Values{"amount": 20.0, "size": 8, "soft": false, "mode": "a", "text": ""}
	with := func(name string, v any) Values {
		out := Values{}
		for k, d := range defaults {
			out[k] = d
		}
		out[name] = v
		return out
	}
	tests := []struct {
		query string
		want  Values // nil: refused
		says  string
	}{
		{"", defaults, ""},
		{"amount=-12.5", with("amount", -12.5), ""},
		{"amount=100", with("amount", 100.0), ""},
		{"amount=1e1", with("amount", 10.0), ""},
		{"size=3", with("size", 3), ""},
		{"soft=true", with("soft", true), ""},
		{"mode=b", with("mode", "b"), ""},
		{"text=h%C3%A4%C3%A4h%C3%B6", with("text", "häähö"), ""},
		{"amount=100.01", nil, "amount must be a number from -100 to 100"},
		{"amount=NaN", nil, "amount must be a number"},
		{"amount=Inf", nil, "amount must be a number"},
		{"amount=0x10", nil, "amount must be a number"},
		{"amount=", nil, "amount must be a number"},
		{"amount=20&amount=30", nil, "amount is given more than once"},
		{"size=1.5", nil, "size must be a whole number from 1 to 64"},
		{"size=65", nil, "size must be a whole number"},
		{"soft=1", nil, "soft must be true or false"},
		{"mode=c", nil, "mode must be one of a, b"},
		{"text=toolong", nil, "text must be text of at most 5 characters"},
		{"text=%ff", nil, "text must be text"},
		{"colour=red", nil, "colour is not a parameter of sample"},
		{"size=0&mode=x", nil, "mode must be one of a, b; size must be"},
	}
	for _, tt := range tests {
		t.Run(tt.query, func(t *testing.T) {
			form, err := url.ParseQuery(tt.query)
			if err != nil {
				t.Fatal(err)
			}
			got, err := sample.Parse(form, nil)
			if tt.want == nil {
				if !fault.Is(err, fault.InvalidParameters) || !strings.Contains(err.Error(), tt.says) {
					t.Fatalf("err %v, want invalid parameters saying %q", err, tt.says)
				}
				return
			}
			if err != nil || !reflect.DeepEqual(got, tt.want) {
				t.Fatalf("got %v, %v; want %v", got, err, tt.want)
			}
			again, err := sample.Decode(got.JSON())
			if err != nil || !reflect.DeepEqual(again, got) {
				t.Errorf("after storing: %v, %v; want %v", again, err, got)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	f.Add("amount=3&size=7&soft=true&mode=b&text=x")
	f.Add("amount=%00&amount=")
	f.Fuzz(func(t *testing.T, query string) {
		form, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		v, err := sample.Parse(form, nil)
		if err != nil {
			return
		}
		if !json.Valid(v.JSON()) {
			t.Errorf("%q gives %v, which is no JSON", query, v)
		}
		if again, err := sample.Decode(v.JSON()); err != nil || !reflect.DeepEqual(again, v) {
			t.Errorf("%q: %v is stored as %v, %v", query, v, again, err)
		}
	})
}

func TestValidate(t *testing.T) {
	bad := map[string]func(*Descriptor){
		"name":      func(d *Descriptor) { d.Name = "../x" },
		"upper":     func(d *Descriptor) { d.Name = "Blur" },
		"title":     func(d *Descriptor) { d.Title = "" },
		"version":   func(d *Descriptor) { d.Version = "" },
		"twice":     func(d *Descriptor) { d.Parameters = append(d.Parameters, d.Parameters[0]) },
		"reserved":  func(d *Descriptor) { d.Parameters[0].Name = "file" },
		"bounds":    func(d *Descriptor) { d.Parameters[0].Min = 100 },
		"default":   func(d *Descriptor) { d.Parameters[0].Default = 101.0 },
		"type":      func(d *Descriptor) { d.Parameters[0].Type = "object" },
		"unbounded": func(d *Descriptor) { d.Parameters[4].MaxLength = 0 },
	}
	if err := sample.Validate(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range bad {
		t.Run(name, func(t *testing.T) {
			d := sample
			d.Parameters = append([]Parameter(nil), sample.Parameters...)
			spoil(&d)
			if d.Validate() == nil {
				t.Error("accepted")
			}
		})
	}
}

func TestLoad(t *testing.T) {
	c, err := Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"grayscale", "flip-horizontal", "contrast"} {
		if _, ok := c.Lookup(name); !ok {
			t.Errorf("%s is not in the catalogue", name)
		}
	}
	more := `[{"name":"extra","title":"Extra","version":"3","parameters":[{"name":"n","title":"N","type":"integer","default":2,"min":1,"max":3}]}]`
	c, err = Load(config.Map(map[string]string{"CONVERTERS": more}, nil))
	if err != nil {
		t.Fatal(err)
	}
	d, err := c.Find("extra")
	if err != nil {
		t.Fatal(err)
	}
	if v, err := d.Parse(nil, nil); err != nil || v.Int("n") != 2 {
		t.Errorf("defaults from the environment: %v, %v", v, err)
	}
	if _, err := c.Find("nope"); !fault.Is(err, fault.UnknownConverter) {
		t.Errorf("Find of an unknown one = %v", err)
	}
	if _, err := Load(config.Map(map[string]string{"CONVERTERS": "["}, nil)); err == nil {
		t.Error("broken CONVERTERS accepted")
	}
}

// What a client makes up does not come back at length.
func TestAnswersStayShort(t *testing.T) {
	form := url.Values{strings.Repeat("x", 10_000): {"1"}}
	for i := range 5000 {
		form.Set(fmt.Sprint("p", i), "1")
	}
	_, err := sample.Parse(form, nil)
	list, _ := fault.From(err).Fields["parameters"].([]ParameterError)
	if len(err.Error()) > 4<<10 || len(list) != maxErrors {
		t.Errorf("%d problems in %d bytes: %.100s", len(list), len(err.Error()), err)
	}
	_, err = sample.Parse(url.Values{strings.Repeat("x", 10_000): {"1"}}, nil)
	if list, _ := fault.From(err).Fields["parameters"].([]ParameterError); len(list) != 1 || len(list[0].Name) > 50 {
		t.Errorf("%.200v", list)
	}
}
