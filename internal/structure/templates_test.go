package structure

import (
	"slices"
	"testing"
)

// TestTheContainerMainHasNoTemplates keeps the templates' engines out of the
// functions' binary: half a megabyte, and their reflection makes the linker keep
// methods that nobody calls. What they would draw, make generate writes.
func TestTheContainerMainHasNoTemplates(t *testing.T) {
	pkgs := list(t)
	at := slices.IndexFunc(pkgs, func(p pkg) bool { return p.ImportPath == module+"knative" })
	if at < 0 {
		t.Fatal("there is no container main")
	}
	for _, dep := range pkgs[at].Deps {
		if dep == "html/template" || dep == "text/template" {
			t.Errorf("it links %s", dep)
		}
	}
}
