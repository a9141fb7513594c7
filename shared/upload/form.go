package upload

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"strings"

	"github.com/reverie-image/reverie/shared/fault"
)

func (up *Upload) form(body []byte, boundary string) error {
	if boundary == "" {
		return badForm(errors.New("no boundary"))
	}
	f := formReader{Upload: up, body: body, left: bytes.NewReader(body)}
	r := multipart.NewReader(f.left, boundary)
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
		if err := f.part(part); err != nil {
			return err
		}
	}
}

// formReader is a form that is being read into an upload.
type formReader struct {
	*Upload
	body []byte
	left *bytes.Reader // what of body has not been read
}

func (f *formReader) part(part *multipart.Part) error {
	name := part.FormName()
	switch {
	case name == "file":
		if f.Data != nil {
			return fault.New(fault.Malformed, "The form has more than one part \"file\"; send one picture.")
		}
		data, err := f.file(part)
		f.Data, f.Name = data, safeName(part.FileName())
		return err
	case name != "" && isFile(part):
		return f.picture(name, part)
	}
	value, err := io.ReadAll(io.LimitReader(part, maxValue+1))
	if err != nil {
		return badForm(err)
	}
	if name == "" || len(value) > maxValue {
		return fault.New(fault.Malformed, "The form has a part without a name, or a parameter of more than %d bytes. The picture's part is called \"file\".", maxValue)
	}
	f.Parameters.Add(name, string(value))
	return nil
}

func (f *formReader) picture(name string, part *multipart.Part) error {
	data, err := f.file(part)
	switch _, twice := f.Pictures[name]; {
	case err != nil:
		return err
	case len(data) == 0 && part.FileName() == "": // a page's control that nobody touched
		return nil
	case twice:
		return fault.New(fault.Malformed, "The form has more than one part %q; send one picture.", clip(name))
	case len(f.Pictures) == maxPictures:
		return fault.New(fault.Malformed, "The form has more than %d pictures besides the part \"file\".", maxPictures)
	}
	if f.Pictures == nil {
		f.Pictures = map[string][]byte{}
	}
	f.Pictures[name] = data
	return nil
}

// isFile reports whether a part says that it is a file: it has a file name, if
// only an empty one.
func isFile(part *multipart.Part) bool {
	_, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	_, named := params["filename"]
	return err == nil && named
}

// file reads a part that is a file.
func (f *formReader) file(part *multipart.Part) ([]byte, error) {
	const ahead = 8 << 10 // what the reader of the form has buffered
	var data bytes.Buffer
	data.Grow(min(f.left.Len()+ahead, len(f.body)) + bytes.MinRead)
	if _, err := data.ReadFrom(part); err != nil {
		return nil, badForm(err)
	}
	return within(f.body, data.Bytes()), nil
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

// clip keeps a name that a client made up from filling the answer.
func clip(name string) string {
	if r := []rune(strings.ToValidUTF8(name, "")); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return name
}

func badForm(err error) error {
	return fault.Wrap(err, fault.Malformed, "The multipart form cannot be read: it is broken or incomplete.")
}
