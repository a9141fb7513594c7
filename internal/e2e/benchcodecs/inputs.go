package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	_ "image/jpeg"
	_ "image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// input is a picture to convert.
type input struct {
	name, path string
	size       int64
	pixels     image.Point
	jpeg       bool
	quality    string // of the JPEG, as the contenders are told
	plain      bool   // a file as given; others are variants, measured with fewer tasks
}

// variants are the files, and of every JPEG one of odd width, one with a chroma
// sample for each pixel, a progressive one and one with restart markers.
func variants(ctx context.Context, dir string, files []string) (list []input, err error) {
	for _, path := range files {
		in, err := newInput(path)
		if err != nil {
			return nil, err
		}
		in.plain = true
		list = append(list, in)
		if !in.jpeg || in.pixels.X*in.pixels.Y < 4e6 {
			continue
		}
		stem := filepath.Join(dir, strings.TrimSuffix(in.name, filepath.Ext(in.name)))
		for suffix, command := range map[string]string{
			"-odd":         fmt.Sprintf("djpeg %q | pamcut -width %d | cjpeg -quality 90 -optimize", path, in.pixels.X-3),
			"-444":         fmt.Sprintf("djpeg %q | cjpeg -quality 90 -sample 1x1", path),
			"-progressive": fmt.Sprintf("jpegtran -copy none -progressive %q", path),
			"-restart":     fmt.Sprintf("jpegtran -copy none -restart 1 %q", path),
		} {
			made := stem + suffix + ".jpg"
			cmd := exec.CommandContext(ctx, "sh", "-c", command+" > "+made)
			var notes bytes.Buffer
			cmd.Stderr = &notes
			if err := cmd.Run(); err != nil {
				return nil, fmt.Errorf("%s: %w: %s", command, err, notes.String())
			}
			in, err := newInput(made)
			if err != nil {
				return nil, err
			}
			list = append(list, in)
		}
	}
	return list, nil
}

func newInput(path string) (in input, err error) {
	if path, err = filepath.Abs(path); err != nil { // workers are elsewhere
		return in, err
	}
	f, err := os.Open(path)
	if err != nil {
		return in, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return in, err
	}
	c, format, err := image.DecodeConfig(f)
	if err != nil {
		return in, fmt.Errorf("%s: %w", path, err)
	}
	quality := "90"
	if out, err := exec.Command("identify", "-format", "%Q", path).Output(); err == nil && format == "jpeg" {
		quality = string(out)
	}
	return input{name: filepath.Base(path), path: path, size: info.Size(), pixels: image.Pt(c.Width, c.Height), jpeg: format == "jpeg", quality: quality}, nil
}
