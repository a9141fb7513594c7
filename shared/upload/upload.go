// Package upload reads a picture and its parameters from a request, and names
// the file that goes back.
package upload

import (
	"fmt"
	"maps"
	"mime"
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Bounds of a multipart form.
const (
	maxParts    = 64
	maxPictures = 4       // besides the main one; no converter takes as many
	maxValue    = 4 << 10 // bytes of one parameter
	maxName     = 100     // characters of a file name
)

// Upload is what a client sent.
type Upload struct {
	Data       []byte     // the picture, not yet looked at
	Name       string     // its file name, made safe; may be empty
	Parameters url.Values // from the query and the form
	// Pictures are the form's further files, by the names of their parts, not
	// yet looked at. Which of them there may be, a converter's descriptor says.
	Pictures map[string][]byte
}

// Parse reads a picture that is the request's body, or the part "file" of a
// multipart form, whose other parts are parameters, or further pictures where
// they have a file name. The body's declared type does not matter otherwise:
// what a picture is, its bytes tell.
func Parse(req handler.Request) (Upload, error) {
	query, err := fn.Query(req)
	if err != nil {
		return Upload{}, err
	}
	up := Upload{Parameters: query}
	kind, params, err := mime.ParseMediaType(req.Header.Get("Content-Type"))
	switch {
	case err == nil && kind == "multipart/form-data":
		if err := up.form(req.Body, params["boundary"]); err != nil {
			return Upload{}, err
		}
	case strings.HasPrefix(strings.ToLower(req.Header.Get("Content-Type")), "multipart/"):
		return Upload{}, badForm(fmt.Errorf("content type %q: %v", req.Header.Get("Content-Type"), err))
	default:
		up.Data = req.Body
		if _, d, err := mime.ParseMediaType(req.Header.Get("Content-Disposition")); err == nil {
			up.Name = safeName(d["filename"])
		}
	}
	if len(up.Data) == 0 {
		return Upload{}, fault.New(fault.Malformed, "There is no picture in the request. Send the image's bytes as the body, or as the part \"file\" of a multipart form.")
	}
	return up, up.checkSizes()
}

// checkSizes holds every picture against the limit of one: a form has room for
// two.
func (up *Upload) checkSizes() error {
	limit := picture.DefaultLimits().Bytes
	if int64(len(up.Data)) > limit {
		return fault.New(fault.TooLarge, "The picture has %d bytes; at most %d (5 MB) are taken. Send a smaller or more compressed one.", len(up.Data), limit)
	}
	for _, name := range slices.Sorted(maps.Keys(up.Pictures)) {
		if n := len(up.Pictures[name]); int64(n) > limit {
			return fault.New(fault.TooLarge, "The picture %q has %d bytes; at most %d (5 MB) are taken. Send a smaller or more compressed one.", clip(name), n, limit)
		}
	}
	return nil
}

// safeName is a file name without folders, control characters and quotes.
func safeName(name string) string {
	name = path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, ""), `\`, "/"))
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || strings.ContainsRune(`"/<>|?*:`, r) {
			return -1
		}
		return r
	}, name)
	if name == "." || name == ".." {
		return ""
	}
	if r := []rune(name); len(r) > maxName {
		ext := []rune(path.Ext(name))
		if len(ext) > 10 {
			ext = nil
		}
		name = string(r[:maxName-len(ext)]) + string(ext)
	}
	return name
}

// ContentType is the type to send a stored picture under. A foreign converter
// names its results' types itself; what is no picture must not open as a page.
func ContentType(mediaType string) string {
	if _, ok := picture.FormatOf(mediaType); ok {
		return mediaType
	}
	return "application/octet-stream"
}

// Disposition is the Content-Disposition of a result: the upload's name with
// the converter's added and the extension that fits the type.
func Disposition(name, converter, mediaType string) string {
	stem := strings.TrimSuffix(name, path.Ext(name))
	if stem == "" {
		stem = "picture"
	}
	file := stem + "-" + converter
	if f, ok := picture.FormatOf(mediaType); ok {
		file += f.Extension()
	}
	return mime.FormatMediaType("inline", map[string]string{"filename": file})
}
