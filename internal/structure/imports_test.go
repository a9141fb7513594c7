// Package structure holds tests of how the repository is built: the direction
// of imports, and that what is generated is up to date.
package structure

import (
	"bytes"
	"encoding/json"
	"io"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/reverie-image/reverie/"

// layers go from the bottom up: a package may import only from layers below
// its own.
var layers = [][]string{
	{"shared/config", "shared/fault", "shared/simd"},
	{"shared/telemetry", "shared/nn/kernel"},
	{"shared/jpeg", "shared/png", "shared/webp", "shared/pixel"},
	{"shared/fn", "shared/store", "shared/event", "shared/picture"},
	{"shared/auth", "shared/upload", "shared/catalog", "shared/limit"},
	{"shared/job"},
	{"shared/nn"},
	{"shared/nn/model"},
	{"shared/dream"},
	{"shared/dream/shipped"},
	{"shared/style"},
	{"shared/convert", "shared/serve"},
	{"shared/dream/onpicture"},
	{"functions/*"},
	{"functions/recipe"}, // the one function that holds others
	{"functions"},
	{"web"},
	{"knative", "internal/local", "internal/generate", "internal/train", "internal/gallery", "internal/benchdream"},
	{"."},
	{"internal/e2e", "internal/structure"},
}

// importers are the only packages that may import a dependency, so that it can
// be exchanged in one place.
var importers = map[string][]string{
	"github.com/aws/aws-sdk-go-v2":        {"shared/store/s3"},
	"github.com/cloudevents/sdk-go":       {"shared/event"},
	"github.com/golang-jwt/jwt":           {"shared/auth"},
	"github.com/disintegration/imaging":   {"shared/picture"},
	"github.com/versity/versitygw":        {"internal/local"},
	"github.com/prometheus/client_golang": {"shared/telemetry", "internal/local"},
	"go.opentelemetry.io/otel":            {"shared/telemetry", "internal/e2e"},
}

type pkg struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

// list is what go list says of our packages, those of both modules.
func list(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", module+"...")
	cmd.Dir = "../.."
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.Bytes())
	}
	var pkgs []pkg
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := dec.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, p)
	}
	if len(pkgs) < 20 {
		t.Fatalf("go list found only %d packages", len(pkgs))
	}
	return pkgs
}

// ours is an import path below our module, "." for the root.
func ours(importPath string) (string, bool) {
	if importPath+"/" == module {
		return ".", true
	}
	return strings.CutPrefix(importPath, module)
}

// group is the layer's entry that a package belongs to, and the layer.
func group(p string) (entry string, layer int) {
	for dir := p; ; dir = path.Dir(dir) {
		for i, l := range layers {
			if slices.Contains(l, dir) && (dir != "functions" && dir != "." || dir == p) {
				return dir, i
			}
		}
		for i, l := range layers {
			for _, e := range l {
				if parent, ok := strings.CutSuffix(e, "/*"); ok && path.Dir(dir) == parent {
					return dir, i
				}
			}
		}
		if dir == "." || dir == "/" {
			return "", -1
		}
	}
}

func TestImportsRunOneWay(t *testing.T) {
	for _, p := range list(t) {
		self, _ := ours(p.ImportPath)
		entry, layer := group(self)
		if layer < 0 {
			t.Errorf("%s is in no layer: give it one", self)
			continue
		}
		for _, imp := range p.Imports {
			target, ok := ours(imp)
			if !ok {
				continue
			}
			if e, l := group(target); l > layer || l == layer && e != entry {
				t.Errorf("%s imports %s, which is not below it", self, target)
			}
		}
	}
}

func TestDependenciesHaveFewImporters(t *testing.T) {
	for _, p := range list(t) {
		self, _ := ours(p.ImportPath)
		for _, imp := range p.Imports {
			for dep, allowed := range importers {
				if below(imp, dep) && !slices.ContainsFunc(allowed, func(a string) bool { return below(self, a) }) {
					t.Errorf("%s imports %s: only %v may", self, imp, allowed)
				}
			}
		}
	}
}

// below reports whether p is dir or a package in it.
func below(p, dir string) bool { return p == dir || strings.HasPrefix(p, dir+"/") }

func TestContainersLinkNoServerOfStorage(t *testing.T) {
	for _, p := range list(t) {
		self, _ := ours(p.ImportPath)
		if self != "knative" && self != "functions" && !strings.HasPrefix(self, "shared/") {
			continue
		}
		for _, dep := range p.Deps {
			if strings.HasPrefix(dep, "github.com/versity/") || dep == module+"internal/local" {
				t.Errorf("%s links %s", self, dep)
			}
		}
	}
}
