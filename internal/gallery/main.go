// Command gallery dreams every preset of the shipped network on pictures and
// writes docs/dreams.md with what came out, made smaller; and it paints the
// pictures of docs/style.md.
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
	style "github.com/reverie-image/reverie/functions/style"
	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/config"
)

const (
	width   = 512 // of the pictures in the docs, pixels
	quality = 82
)

func main() {
	out := flag.String("docs", "docs", "folder to write dreams.md, images/dreams and images/style to")
	only := flag.String("only", "", "presets to dream, and style, separated by commas; all when empty")
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
	g, err := newGallery(filepath.Join(docs, "images"))
	if err != nil {
		return err
	}
	for _, path := range pictures {
		if err := g.original(path); err != nil {
			return err
		}
	}
	wanted := func(name string) bool { return only == "" || strings.Contains(","+only+",", ","+name+",") }
	for _, choice := range presets() {
		for _, path := range pictures {
			if !wanted(choice.Value) {
				continue
			}
			if err := g.dream(path, choice.Value); err != nil {
				return fmt.Errorf("%s on %s: %w", choice.Value, path, err)
			}
		}
	}
	if wanted("style") {
		if err := g.paint(pictures); err != nil {
			return err
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

type function = func(handler.Request) (handler.Response, error)

type gallery struct {
	dreams, styles function
	folder         string // of the pictures
}

func newGallery(folder string) (*gallery, error) {
	g := &gallery{folder: folder}
	var err error
	if g.dreams, err = deepdream.New(config.OS()); err != nil {
		return nil, err
	}
	if g.styles, err = style.New(config.OS()); err != nil {
		return nil, err
	}
	for _, kind := range []string{"dreams", "style"} {
		if err := os.MkdirAll(filepath.Join(folder, kind), 0o755); err != nil {
			return nil, err
		}
	}
	return g, nil
}

func (g *gallery) original(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return g.write(data, "dreams", name(path)+"-original")
}

func (g *gallery) dream(path, preset string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	began := time.Now()
	result, err := post(g.dreams, url.Values{"preset": {preset}}, "application/octet-stream", data)
	if err != nil {
		return err
	}
	fmt.Printf("%s on %s: %.1f s\n", preset, name(path), time.Since(began).Seconds())
	return g.write(result, "dreams", name(path)+"-"+preset)
}

// post is a function's result.
func post(f function, query url.Values, contentType string, body []byte) ([]byte, error) {
	res, err := f(handler.Request{Method: http.MethodPost, QueryString: query.Encode(), Header: http.Header{"Content-Type": {contentType}}, Body: body})
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%d %s", res.StatusCode, res.Body)
	}
	return res.Body, nil
}

// write stores a picture at the size of the docs.
func (g *gallery) write(data []byte, kind, as string) error {
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
	return os.WriteFile(filepath.Join(g.folder, kind, as+".jpg"), out.Bytes(), 0o644)
}

func name(path string) string {
	base := filepath.Base(path)
	return strings.TrimSuffix(base, filepath.Ext(base))
}
