// Package draw draws the pages that package docs holds: the reference, from the
// OpenAPI document; one page for each kind of problem; and the page for addresses
// that lead nowhere. Only make generate and tests run it, so that no server needs
// the templates' engine.
package draw

import (
	"bytes"
	"embed"
	"html/template"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/web/openapi"
)

//go:embed templates
var files embed.FS

// Pages is every page, by its file's name in web/docs/pages.
func Pages() (map[string][]byte, error) {
	doc, err := openapi.Load()
	if err != nil {
		return nil, err
	}
	v, err := newReference(doc)
	if err != nil {
		return nil, err
	}
	pages := map[string][]byte{}
	if pages["reference.html"], err = render("reference.html", v); err != nil {
		return nil, err
	}
	if pages["missing.html"], err = render("missing.html", nil); err != nil {
		return nil, err
	}
	for _, code := range fault.Codes() {
		if pages["problem-"+string(code)+".html"], err = problem(code); err != nil {
			return nil, err
		}
	}
	return pages, nil
}

func render(name string, view any) ([]byte, error) {
	t, err := template.New(name).ParseFS(files, "templates/layout.html", "templates/"+name)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = t.ExecuteTemplate(&out, "layout.html", view)
	return out.Bytes(), err
}
