package model

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Entry is a model file in a folder.
type Entry struct {
	Name string // the file's stem in lower-case words joined by hyphens
	Path string
}

const maxName = 40

// List finds the files of a folder that end in .safetensors or .onnx, by the
// order of their file names. It does not read them. Names are unique: the
// second of two equal ones gets -2 behind it.
func List(dir string) ([]Entry, error) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("list models: %w", err)
	}
	var entries []Entry
	taken := map[string]bool{}
	for _, f := range files {
		path := filepath.Join(dir, f.Name())
		ext := strings.ToLower(filepath.Ext(path))
		if ext != ".safetensors" && ext != ".onnx" || strings.HasPrefix(f.Name(), ".") {
			continue
		}
		// Volumes of ConfigMaps hold symbolic links: Stat follows them.
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
			continue
		}
		name := nameOf(f.Name())
		for n := 2; taken[name]; n++ {
			suffix := "-" + strconv.Itoa(n)
			base := nameOf(f.Name())
			name = strings.TrimRight(base[:min(len(base), maxName-len(suffix))], "-") + suffix
		}
		taken[name] = true
		entries = append(entries, Entry{Name: name, Path: path})
	}
	return entries, nil
}

// nameOf is a file's stem as a name of the catalogue.
func nameOf(file string) string {
	stem := strings.ToLower(strings.TrimSuffix(file, filepath.Ext(file)))
	words := strings.FieldsFunc(stem, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
	name := strings.Join(words, "-")
	if name == "" || name[0] < 'a' {
		name = strings.TrimRight("model-"+name, "-")
	}
	return strings.TrimRight(name[:min(len(name), maxName)], "-")
}
