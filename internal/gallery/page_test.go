package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestDocs: the gallery in the docs is of the presets that there are, and the
// pictures of both pages are there.
func TestDocs(t *testing.T) {
	const docs = "../../docs"
	dreams, err := os.ReadFile(filepath.Join(docs, "dreams.md"))
	if err != nil {
		t.Fatal(err)
	}
	if want := page([]string{"landscape.png", "photo-2mp.jpg"}); !bytes.Equal(dreams, want) {
		t.Error("docs/dreams.md is not what go run ./internal/gallery writes for the two pictures")
	}
	style, err := os.ReadFile(filepath.Join(docs, "style.md"))
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for _, m := range regexp.MustCompile(`\]\((images/[^)]+)\)`).FindAllSubmatch(append(dreams, style...), -1) {
		shown[string(m[1])] = true
	}
	if least := 2 * (len(presets()) + 1); len(shown) < least {
		t.Errorf("%d pictures are shown, want %d at least", len(shown), least)
	}
	const most = 150 << 10 // a repository is no place for more
	for path := range shown {
		if info, err := os.Stat(filepath.Join(docs, path)); err != nil || info.Size() > most {
			t.Errorf("%s: %v", path, err)
		}
	}
	for _, folder := range []string{"dreams", "style"} {
		files, err := os.ReadDir(filepath.Join(docs, "images", folder))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			if path := "images/" + folder + "/" + f.Name(); !shown[path] {
				t.Errorf("nothing shows docs/%s", path)
			}
		}
	}
}

// TestPainting: it has the dark, the lights, and strokes of both.
func TestPainting(t *testing.T) {
	m := painting()
	var dark, bright int
	for i := 0; i < len(m.Pix); i += 4 {
		switch {
		case m.Pix[i] > 180 && m.Pix[i+2] < 170:
			bright++
		case m.Pix[i] < 60:
			dark++
		}
	}
	if n := len(m.Pix) / 4; bright < n/30 || dark < n/2 {
		t.Errorf("of %d pixels %d are bright and %d dark", n, bright, dark)
	}
	if !bytes.Equal(m.Pix, painting().Pix) {
		t.Error("it is another painting each time")
	}
}
