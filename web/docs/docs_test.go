package docs

import (
	"bytes"
	"io/fs"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/web/docs/draw"
	"github.com/reverie-image/reverie/web/openapi"
)

// TestPagesAreCurrent fails when make generate would change a page.
func TestPagesAreCurrent(t *testing.T) {
	drawn, err := draw.Pages()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range drawn {
		if got, err := files.ReadFile("pages/" + name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not up to date: run make generate (%v)", name, err)
		}
	}
	there, err := fs.ReadDir(files, "pages")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range there {
		if drawn[e.Name()] == nil {
			t.Errorf("%s is no page any more: run make generate", e.Name())
		}
	}
}

func TestPageShowsEverything(t *testing.T) {
	page, err := Page()
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi.Load()
	if err != nil {
		t.Fatal(err)
	}
	text := string(page)
	for _, op := range doc.Operations() {
		for _, want := range []string{`id="` + op.ID + `"`, `href="#` + op.ID + `"`, "<code>" + op.Path + "</code>"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %s is missing", op.ID, want)
			}
		}
	}
	for name := range doc.Components.Schemas.All() {
		if !strings.Contains(text, `id="schema-`+name+`"`) {
			t.Errorf("the schema %s is missing", name)
		}
	}
	if strings.Count(text, "http://localhost") != 0 || strings.Count(text, "REVERIE=http://127.0.0.1:8080\n") != 1 ||
		strings.Index(text, "REVERIE=") > strings.Index(text, "$REVERIE/") {
		t.Error("the page does not say once, and first, where Reverie runs")
	}
	passesPolicy(t, text)
	for _, part := range strings.Split(text, `href="#`)[1:] {
		if id, _, _ := strings.Cut(part, `"`); !strings.Contains(text, `id="`+id+`"`) {
			t.Errorf("#%s leads nowhere", id)
		}
	}
}

// PassesPolicy looks for what the strict policy would block.
func passesPolicy(t *testing.T, page string) {
	t.Helper()
	for _, bad := range []string{"<script", "<style", " style=", "http-equiv", "src=\"http", "onclick", "ZgotmplZ", "&lt;nil&gt;"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %s", bad)
		}
	}
}

func TestEveryProblemIsExplained(t *testing.T) {
	for _, code := range fault.Codes() {
		page, err := Problem(code)
		if err != nil {
			t.Error(err)
			continue
		}
		if text := string(page); !strings.Contains(text, "/problems/"+string(code)) || !strings.Contains(text, "<li>") {
			t.Errorf("%s: %.200s", code, text)
		}
		passesPolicy(t, string(page))
	}
	if _, err := Problem("none"); err == nil {
		t.Error("a page about nothing")
	}
	if page, err := Missing(); err != nil || !strings.Contains(string(page), "404") {
		t.Errorf("%s %v", page, err)
	}
}
