package main

import (
	"bytes"
	"fmt"
)

// page is docs/dreams.md.
func page(pictures []string) []byte {
	var b bytes.Buffer
	b.WriteString("<!-- Written by go run ./internal/gallery; do not edit. -->\n# Dreams\n\n")
	b.WriteString("Every preset of the converter `deepdream` with its defaults, on the same pictures.\n")
	b.WriteString("[deepdream.md](deepdream.md) says what the parameters do and how to make each of these again.\n")
	row := func(title, file string) {
		fmt.Fprintf(&b, "\n## %s\n\n", title)
		for _, p := range pictures {
			fmt.Fprintf(&b, "![%s on %s](images/dreams/%s-%s.jpg)\n", title, name(p), name(p), file)
		}
	}
	row("The originals", "original")
	for _, c := range presets() {
		row(fmt.Sprintf("%s (`preset=%s`)", c.Title, c.Value), c.Value)
	}
	return b.Bytes()
}
