package web

import (
	"io/fs"
	"net/http"
	"strings"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/web/docs"
	"github.com/reverie-image/reverie/web/openapi"
)

// Assets are all that the gateway serves by itself, by path.
type assets struct {
	files   map[string]*asset
	missing *asset // the page for what is not there
}

// Pages of the editor: it draws them itself from index.html.
var clientRoutes = []string{"/", "/gallery", "/login", "/register"}

const index = "index.html"

// LoadAssets lists the files under static at the paths that they have there,
// and the documents beside them.
func loadAssets(static fs.FS) (assets, error) {
	all := assets{files: map[string]*asset{}}
	err := fs.WalkDir(static, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		a, err := newAsset(name, func() ([]byte, error) { return fs.ReadFile(static, name) })
		if err != nil {
			return err
		}
		all.files["/"+name] = a
		return nil
	})
	if err != nil {
		return assets{}, err
	}
	if page := all.files["/"+index]; page != nil {
		delete(all.files, "/"+index)
		for _, route := range clientRoutes {
			all.files[route] = page
		}
	}
	return all, all.addDocuments()
}

func (all *assets) addDocuments() error {
	documents := map[string]func() ([]byte, error){
		"/api/openapi.json": func() ([]byte, error) { return openapi.Raw(), nil },
		docs.Path:           docs.Page,
		docs.StylePath:      docs.Style,
	}
	for _, code := range fault.Codes() {
		documents[code.Type()] = func() ([]byte, error) { return docs.Problem(code) }
	}
	for path, load := range documents {
		a, err := newAsset(documentName(path), load)
		if err != nil {
			return err
		}
		all.files[path] = a
	}
	var err error
	all.missing, err = newAsset(index, docs.Missing)
	return err
}

// DocumentName has the extension that says the media type: pages have none in
// their paths.
func documentName(path string) string {
	if strings.HasSuffix(path, ".json") || strings.HasSuffix(path, ".css") {
		return path
	}
	return index
}

func (all *assets) find(path string) http.HandlerFunc {
	a := all.files[path]
	if a == nil {
		return nil
	}
	return func(w http.ResponseWriter, r *http.Request) { a.write(w, r, http.StatusOK) }
}
