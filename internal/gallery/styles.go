package main

import (
	"bytes"
	"fmt"
	"image/png"
	"mime/multipart"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

// paint writes the pictures of docs/style.md: each picture as the painting is, in
// its colours and in the picture's own, and as one of the first picture's dreams.
func (g *gallery) paint(pictures []string) error {
	var b bytes.Buffer
	if err := png.Encode(&b, painting()); err != nil {
		return err
	}
	if err := g.write(b.Bytes(), "style", "night"); err != nil {
		return err
	}
	dream, err := os.ReadFile(filepath.Join(g.folder, "dreams", name(pictures[0])+"-spiral.jpg"))
	if err != nil {
		return err
	}
	for _, path := range pictures {
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, v := range []struct {
			as, colours string
			style       []byte
		}{{"night", "style", b.Bytes()}, {"night-own-colours", "content", b.Bytes()}, {"dream", "style", dream}} {
			began := time.Now()
			body, contentType, err := form(map[string][]byte{"file": data, "style": v.style})
			if err != nil {
				return err
			}
			result, err := post(g.styles, url.Values{"colours": {v.colours}}, contentType, body)
			if err != nil {
				return fmt.Errorf("%s as %s: %w", path, v.as, err)
			}
			fmt.Printf("%s as %s: %.1f s\n", name(path), v.as, time.Since(began).Seconds())
			if err := g.write(result, "style", name(path)+"-"+v.as); err != nil {
				return err
			}
		}
	}
	return nil
}

// form is a body of several files.
func form(parts map[string][]byte) (body []byte, contentType string, err error) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, data := range parts {
		part, err := w.CreateFormFile(name, name)
		if err != nil {
			return nil, "", err
		}
		if _, err := part.Write(data); err != nil {
			return nil, "", err
		}
	}
	if err := w.Close(); err != nil {
		return nil, "", err
	}
	return b.Bytes(), w.FormDataContentType(), nil
}
