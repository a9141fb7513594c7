// Package upload reads a picture and its parameters from a request, and names
// the file that goes back.
package upload

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"path"
	"strings"
	"unicode"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/picture"
)

// Bounds of a multipart form.
const (
	maxParts = 64
	maxValue = 4 << 10 // bytes of one parameter
	maxName  = 100     // characters of a file name
)

// Upload is what a client sent.
type Upload struct {
	Data       []byte     // the picture, not yet looked at
	Name       string     // its file name, made safe; may be empty
	Parameters url.Values // from the query and the form
}

// Parse reads a picture that is the request's body, or the part "file" of a
// multipart form, whose other parts are parameters. The body's declared type
// does not matter otherwise: what a picture is, its bytes tell.
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
	if limit := picture.DefaultLimits().Bytes; int64(len(up.Data)) > limit {
		return Upload{}, fault.New(fault.TooLarge, "The picture has %d bytes; at most %d (5 MB) are taken. Send a smaller or more compressed one.", len(up.Data), limit)
	}
	return up, nil
}

func (up *Upload) form(body []byte, boundary string) error {
	if boundary == "" {
		return badForm(errors.New("no boundary"))
	}
	r := multipart.NewReader(bytes.NewReader(body), boundary)
	for n := 0; ; n++ {
		part, err := r.NextPart()
		if err == io.EOF && bytes.Contains(body, []byte("--"+boundary+"--")) {
			return nil
		}
		if err != nil { // also an end of the body before the form's
			return badForm(err)
		}
		if n == maxParts {
			return fault.New(fault.Malformed, "The form has more than %d parts.", maxParts)
		}
		if err := up.part(part, body); err != nil {
			return err
		}
	}
}

func (up *Upload) part(part *multipart.Part, body []byte) error {
	name := part.FormName()
	if name == "file" {
		if up.Data != nil {
			return fault.New(fault.Malformed, "The form has more than one part \"file\"; send one picture.")
		}
		var data bytes.Buffer
		data.Grow(len(body) + bytes.MinRead)
		if _, err := data.ReadFrom(part); err != nil {
			return badForm(err)
		}
		up.Data, up.Name = within(body, data.Bytes()), safeName(part.FileName())
		return nil
	}
	value, err := io.ReadAll(io.LimitReader(part, maxValue+1))
	if err != nil {
		return badForm(err)
	}
	if name == "" || len(value) > maxValue {
		return fault.New(fault.Malformed, "The form has a part without a name, or a parameter of more than %d bytes. The picture's part is called \"file\".", maxValue)
	}
	up.Parameters.Add(name, string(value))
	return nil
}

// within is data as the part of body that it was read from: an upload may wait
// for long, and is then held once and not twice. Data that was encoded in the
// form is not found there, and stays what it is.
func within(body, data []byte) []byte {
	if at := bytes.Index(body, data); at >= 0 {
		return body[at : at+len(data) : at+len(data)]
	}
	return data
}

func badForm(err error) error {
	return fault.Wrap(err, fault.Malformed, "The multipart form cannot be read: it is broken or incomplete.")
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
