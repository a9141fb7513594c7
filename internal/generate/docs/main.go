// Command docs writes web/docs/pages, the pages that explain the API, from the
// OpenAPI document and the kinds of problems. Run it with make generate.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/reverie-image/reverie/web/docs/draw"
)

func main() {
	if err := write("web/docs/pages"); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// write makes dir hold the pages and nothing else.
func write(dir string) error {
	pages, err := draw.Pages()
	if err != nil {
		return err
	}
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, page := range pages {
		if err := os.WriteFile(filepath.Join(dir, name), page, 0o644); err != nil {
			return err
		}
	}
	return nil
}
