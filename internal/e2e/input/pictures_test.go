package input

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

// quick is what refusing any bomb may take, on a busy machine and with the race
// detector.
const quick = 5 * time.Second

func TestNoPictures(t *testing.T) {
	s := start(t)
	svg := `<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`
	for name, c := range map[string]struct {
		body string
		code fault.Code
	}{
		"nothing":            {"", fault.Malformed},
		"text":               {"This is no picture, whatever its name says.", fault.UnsupportedImage},
		"one byte":           {"\xff", fault.UnsupportedImage},
		"zeros":              {strings.Repeat("\x00", 100_000), fault.UnsupportedImage},
		"SVG":                {svg, fault.UnsupportedImage},
		"SVG with a prolog":  {`<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>` + svg, fault.UnsupportedImage},
		"HTML":               {"<!doctype html><img src=x onerror=alert(1)>", fault.UnsupportedImage},
		"PDF":                {"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", fault.UnsupportedImage},
		"HEIC":               {"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", fault.UnsupportedImage},
		"AVIF":               {"\x00\x00\x00\x18ftypavif\x00\x00\x00\x00avifmif1", fault.UnsupportedImage},
		"video":              {"\x00\x00\x00\x18ftypisom\x00\x00\x00\x00isommp42", fault.UnsupportedImage},
		"ZIP":                {"PK\x03\x04" + strings.Repeat("\x00", 100), fault.UnsupportedImage},
		"ICO":                {"\x00\x00\x01\x00\x01\x00\x10\x10", fault.UnsupportedImage},
		"program":            {"\x7fELF\x02\x01\x01", fault.UnsupportedImage},
		"EPS":                {"%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) (r) file", fault.UnsupportedImage},
		"MVG":                {"push graphic-context\nfill 'url(https://127.0.0.1/)'\npop graphic-context", fault.UnsupportedImage},
		"BM and text":        {"BMW is a maker of cars and motorcycles.", fault.UnsupportedImage},
		"magic of a JPEG":    {"\xff\xd8\xff", fault.CorruptImage},
		"JPEG without image": {"\xff\xd8\xff\xd9", fault.CorruptImage},
		"magic of a PNG":     {"\x89PNG\r\n\x1a\n", fault.CorruptImage},
		"magic of a GIF":     {"GIF89a", fault.CorruptImage},
		"magic of a WebP":    {"RIFF\x04\x00\x00\x00WEBP", fault.CorruptImage},
		"magic of a TIFF":    {"II*\x00", fault.CorruptImage},
		"JPEG's magic, PNG":  {"\xff\xd8\xff" + string(picturetest.PNG(picturetest.Photo(8, 8))), fault.CorruptImage},
		"PNG's magic, JPEG":  {"\x89PNG\r\n\x1a\n" + string(photo()), fault.CorruptImage},
		"empty PNG":          {string(picturetest.RawPNG(0, 0, 8, 0, nil)), fault.CorruptImage},
		"PNG of colour 5":    {string(picturetest.RawPNG(1, 1, 8, 5, []byte{0, 0})), fault.CorruptImage},
		"picture gzipped":    {"\x1f\x8b\x08\x00" + strings.Repeat("x", 50), fault.UnsupportedImage},
	} {
		t.Run(name, func(t *testing.T) { refused(t, s, []byte(c.body), c.code, "Content-Type", "image/jpeg") })
	}
	alive(t, s)
}

// A picture is what its bytes say, under any name and any declared type.
func TestTheTypeIsInTheBytes(t *testing.T) {
	s := start(t)
	for _, declared := range []string{"text/html", "image/gif", "application/json", "nonsense", "", "image/svg+xml; charset=utf-16"} {
		a := s.Do(t, "POST", submit, photo(), "Prefer", "wait=10", "Content-Type", declared)
		if a.Status != 200 || a.Header.Get("Content-Type") != "image/jpeg" {
			t.Errorf("declared as %q: %v", declared, a)
		}
	}
	for _, name := range []string{`evil.html`, `..\..\..\evil.php`, `/etc/passwd`, `x";type=text/html;y=".jpg`} {
		a := s.Do(t, "POST", direct, photo(), "Content-Disposition", `attachment; filename="`+name+`"`)
		got := a.Header.Get("Content-Disposition")
		if a.Status != 200 || strings.ContainsAny(strings.TrimPrefix(got, "inline"), `/\`) || strings.Contains(got, "text/html;") || !strings.Contains(got, ".jpg") {
			t.Errorf("named %q: %v, %q", name, a, got)
		}
	}
}

func TestBombs(t *testing.T) {
	s := start(t)
	for _, bomb := range picturetest.Bombs() {
		t.Run(bomb.Name, func(t *testing.T) {
			begun := time.Now()
			refused(t, s, bomb.Data, bomb.Code)
			if took := time.Since(begun); took > 2*quick {
				t.Errorf("refusing it twice took %v", took)
			}
		})
	}
	alive(t, s)
}

// Cutting a picture anywhere never gives half of it. A cut file is refused; one
// that is closed again so that its structure is whole fails when it is decoded.
func TestTruncated(t *testing.T) {
	s := start(t)
	photo, progressive := picturetest.Photo(160, 120), picturetest.Progressive(64, 64, 1)
	for name, data := range map[string][]byte{
		"JPEG":             picturetest.JPEG(photo, 90),
		"PNG":              picturetest.PNG(photo),
		"progressive JPEG": progressive,
		"GIF":              picturetest.ManyFrames(40, 30, 3),
	} {
		t.Run(name, func(t *testing.T) {
			for _, n := range cuts(len(data)) {
				a := s.Do(t, "POST", submit, data[:n], "Prefer", "wait=10")
				if n < 8 && a.Status == 415 {
					continue // not enough to tell what it is
				}
				a.WantProblem(t, fault.CorruptImage)
			}
		})
	}
	jpeg := picturetest.JPEG(photo, 90)
	scan := bytes.Index(jpeg, []byte{0xff, 0xda}) + 14
	for n := scan; n < len(jpeg)-2; n += (len(jpeg) - scan) / 12 {
		t.Run("JPEG closed again", func(t *testing.T) {
			refused(t, s, append(bytes.Clone(jpeg[:n]), 0xff, 0xd9), fault.CorruptImage)
		})
	}
	t.Run("patched JPEG", func(t *testing.T) { refused(t, s, picturetest.PatchedJPEG(), fault.CorruptImage) })
	t.Run("JPEG with a scan missing", func(t *testing.T) {
		whole := picturetest.Components(picturetest.Planes(photo), "\x01\x02\x03", 1, 90)
		last := bytes.LastIndex(whole, []byte{0xff, 0xda})
		refused(t, s, append(bytes.Clone(whole[:last]), 0xff, 0xd9), fault.CorruptImage)
	})
	png := picturetest.PNG(photo)
	for n := 1; n < 8; n++ {
		t.Run("PNG closed again", func(t *testing.T) { refused(t, s, shortPNG(t, png, n), fault.CorruptImage) })
	}
	t.Run("PNG with a bad checksum", func(t *testing.T) {
		bad := bytes.Clone(png)
		bad[bytes.Index(bad, []byte("IDAT"))+100] ^= 1
		refused(t, s, bad, fault.CorruptImage)
	})
	alive(t, s)
}

// cuts are lengths below n: all short ones, where the headers are, and some.
func cuts(n int) []int {
	var out []int
	for i := 1; i < n; i += 1 + i/7 {
		out = append(out, i)
	}
	return append(out, n-2, n-1)
}

// shortPNG has eighths of the first IDAT only, with checksums that fit.
func shortPNG(t *testing.T, png []byte, eighths int) []byte {
	t.Helper()
	at := bytes.Index(png, []byte("IDAT")) - 4
	size := int(binary.BigEndian.Uint32(png[at:]))
	if size < 8 {
		t.Fatal("the PNG has hardly any data")
	}
	out := append(bytes.Clone(png[:at]), picturetest.Chunk("IDAT", png[at+8:at+8+size*eighths/8])...)
	return append(out, picturetest.Chunk("IEND", nil)...)
}
