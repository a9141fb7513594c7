package job

import (
	"encoding/json"
	"net/url"
	"strings"
)

// Provenance is how the result came to be. Details are the converter's own.
type Provenance struct {
	Runtime  string         `json:"runtime,omitempty"`         // code revision and platform
	Queued   Seconds        `json:"queued,omitempty"`          // from creation to the conversion's start
	Duration Seconds        `json:"conversion_time,omitempty"` // decode, convert and encode
	Path     string         `json:"path,omitempty"`            // see picture.Path
	Model    *Model         `json:"model,omitempty"`
	Details  map[string]any `json:"details,omitempty"`
}

// Model is what a converter that learnt something was taught.
type Model struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	SHA256  string `json:"sha256"` // of its file
}

// Origin is what a result depends on, and nothing else: the same origin gives
// the same bytes. Converters write it into their results.
type Origin struct {
	Converter  string            `json:"converter"`
	Version    string            `json:"converter_version"`
	Parameters json.RawMessage   `json:"parameters"`
	Input      Source            `json:"input"`
	Pictures   map[string]Source `json:"pictures,omitempty"`
	Model      *Model            `json:"model,omitempty"`
}

// Source is a picture that went in. Only the hash is always there.
type Source struct {
	SHA256 string `json:"sha256"`
	Type   string `json:"type,omitempty"`
	Width  int    `json:"width,omitempty"`  // pixels
	Height int    `json:"height,omitempty"` // pixels
}

// Explanation is a result's provenance as the API shows it.
type Explanation struct {
	Origin
	// Query is the parameters as they are sent in a URL, all of them but the
	// pictures: with those it asks for the same result again.
	Query    string         `json:"query"`
	Path     string         `json:"path,omitempty"`
	Details  map[string]any `json:"details,omitempty"`
	Runtime  string         `json:"runtime,omitempty"`
	Duration Seconds        `json:"conversion_seconds"`
}

// ProvenancePath is where the API tells the provenance of a job's result.
func ProvenancePath(id string) string { return Path(id) + "/provenance" }

// Explain is how a result came to be, of a job or of what was kept of one.
func Explain(converter, version string, parameters json.RawMessage, input Blob, pictures map[string]Blob, p Provenance) Explanation {
	e := Explanation{
		Origin: Origin{
			Converter: converter, Version: version, Parameters: parameters,
			Input: input.source(), Model: p.Model,
		},
		Query: query(parameters, pictures), Path: p.Path, Details: p.Details, Runtime: p.Runtime, Duration: p.Duration,
	}
	for name, b := range pictures {
		if e.Pictures == nil {
			e.Pictures = map[string]Source{}
		}
		e.Pictures[name] = b.source()
	}
	return e
}

func (b Blob) source() Source {
	return Source{SHA256: b.SHA256, Type: b.Type, Width: b.Width, Height: b.Height}
}

// query is stored parameters as a query in the order of their names.
func query(parameters json.RawMessage, pictures map[string]Blob) string {
	var all map[string]any
	d := json.NewDecoder(strings.NewReader(string(parameters)))
	d.UseNumber() // as it is written
	if err := d.Decode(&all); err != nil {
		return ""
	}
	q := url.Values{}
	for name, v := range all {
		if _, picture := pictures[name]; picture {
			continue
		}
		switch v := v.(type) {
		case string:
			q.Set(name, v)
		case json.Number:
			q.Set(name, v.String())
		case bool:
			q.Set(name, map[bool]string{true: "true", false: "false"}[v])
		}
	}
	return q.Encode()
}
