// Command gallery dreams every preset of the shipped network on pictures and
// writes docs/dreams.md with what came out, made smaller.
//
//	go run ./internal/gallery PICTURE…
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/jpeg"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	_ "image/png" // what pictures may be

	handler "github.com/openfaas/templates-sdk/go-http"
	"golang.org/x/image/draw"

	deepdream "github.com/reverie-image/reverie/functions/deepdream"
	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/config"
)

const (
	width   = 512 // of the pictures in the docs, pixels
	quality = 82
)

func main() {
	out := flag.String("docs", "docs", "folder to write dreams.md and images/dreams to")
	only := flag.String("only", "", "presets to dream, separated by commas; all when empty")
	flag.Parse()
	if err := realMain(*out, *only, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "gallery:", err)
		os.Exit(1)
	}
}

func realMain(docs, only string, pictures []string) error {
	if len(pictures) == 0 {
		return errors.New("name the pictures to dream on")
	}
	handle, err := deepdream.New(config.OS())
	if err != nil {
		return err
	}
	folder := filepath.Join(docs, "images", "dreams")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	g := &gallery{handle: handle, folder: folder}
	for _, path := range pictures {
		if err := g.original(path); err != nil {
			return err
		}
	}
	for _, choice := range presets() {
		if only != "" && !strings.Contains(","+only+",", ","+choice.Value+",") {
			continue
		}
		for _, path := range pictures {
			if err := g.dream(path, choice.Value); err != nil {
				return fmt.Errorf("%s on %s: %w", choice.Value, path, err)
			}
		}
	}
	return os.WriteFile(filepath.Join(docs, "dreams.md"), page(pictures), 0o644)
}

// presets are what the converter can dream of.
func presets() []catalog.Choice {
	for _, p := range deepdream.Converter.Parameters {
		if p.Name == "preset" {
			return p.Choices
		}
	}
	return nil
}

type gallery struct {
	handle func(handler.Request) (handler.Response, error)
	folder string
}

func (g *gallery) original(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return g.write(data, name(path)+"-original")
}

func (g *gallery) dream(path, preset string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	began := time.Now()
	res, err := g.handle(handler.Request{Method: http.MethodPost, QueryString: url.Values{"preset": {preset}}.Encode(),
		Header: http.Header{"Content-Type": {"application/octet-stream"}}, Body: data})
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("%d %s", res.StatusCode, res.Body)
	}
	fmt.Printf("%s on %s: %.1f s\n", preset, name(path), time.Since(began).Seconds())
	return g.write(res.Body, name(path)+"-"+preset)
}

// write stores a picture at the size of the docs.
func (g *gallery) write(data []byte, as string) error {
	m, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		return err
	}
	b := m.Bounds()
	small := image.NewRGBA(image.Rect(0, 0, width, width*b.Dy()/b.Dx()))
	draw.CatmullRom.Scale(small, small.Rect, m, b, draw.Src, nil)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, small, &jpeg.Options{Quality: quality}); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(g.folder, as+".jpg"), out.Bytes(), 0o644)
}

func name(path string) string {
	base := filepath.Base(path)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

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
