// Package docs holds the pages that explain the API: the reference at Path, one
// page for each kind of problem, and the page for addresses that lead nowhere.
// make generate writes them, with package draw.
//
// Pages have no scripts and one style sheet, so they pass the strictest policy.
// It serves nothing: the gateway does.
package docs

import (
	"embed"

	"github.com/reverie-image/reverie/shared/fault"
)

// Where the gateway serves the reference and the style sheet of all pages.
const (
	Path      = "/api/docs"
	StylePath = "/api/docs.css"
)

//go:embed pages docs.css
var files embed.FS

// Style is the style sheet.
func Style() ([]byte, error) { return files.ReadFile("docs.css") }

// Page is the reference.
func Page() ([]byte, error) { return page("reference") }

// Missing is the page for an address that leads nowhere.
func Missing() ([]byte, error) { return page("missing") }

// Problem is the page about a kind of problem.
func Problem(code fault.Code) ([]byte, error) { return page("problem-" + string(code)) }

func page(name string) ([]byte, error) { return files.ReadFile("pages/" + name + ".html") }
