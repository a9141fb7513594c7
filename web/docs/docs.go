// Package docs draws the pages that explain the API: the reference at Path,
// from the OpenAPI document; one page for each kind of problem; and the page
// for addresses that lead nowhere.
//
// Pages have no scripts and one style sheet, so they pass the strictest policy.
// It serves nothing: the gateway does.
package docs

import (
	"bytes"
	"embed"
	"html/template"

	"github.com/reverie-image/reverie/web/openapi"
)

// Where the gateway serves the reference and the style sheet of all pages.
const (
	Path      = "/api/docs"
	StylePath = "/api/docs.css"
)

//go:embed templates docs.css
var files embed.FS

// Style is the style sheet.
func Style() ([]byte, error) { return files.ReadFile("docs.css") }

// Page is the reference.
func Page() ([]byte, error) {
	doc, err := openapi.Load()
	if err != nil {
		return nil, err
	}
	v, err := newReference(doc)
	if err != nil {
		return nil, err
	}
	return render("reference.html", v)
}

// Missing is the page for an address that leads nowhere.
func Missing() ([]byte, error) { return render("missing.html", nil) }

func render(name string, view any) ([]byte, error) {
	t, err := template.New(name).ParseFS(files, "templates/layout.html", "templates/"+name)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = t.ExecuteTemplate(&out, "layout.html", view)
	return out.Bytes(), err
}
