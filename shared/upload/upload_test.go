package upload

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fault"
)

func request(query, contentType, body string) handler.Request {
	return handler.Request{Method: http.MethodPost, QueryString: query, Header: http.Header{"Content-Type": {contentType}}, Body: []byte(body)}
}

type field struct{ name, file, value string }

func form(t testing.TB, fields ...field) (contentType, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, f := range fields {
		create := func() (io.Writer, error) { return w.CreateFormField(f.name) }
		if f.file != "" {
			create = func() (io.Writer, error) { return w.CreateFormFile(f.name, f.file) }
		}
		part, err := create()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := part.Write([]byte(f.value)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.String()
}

func TestParse(t *testing.T) {
	for _, ct := range []string{"image/png", "", "application/x-www-form-urlencoded", "nonsense;;;"} {
		up, err := Parse(request("contrast=3", ct, "bytes"))
		if err != nil || string(up.Data) != "bytes" || up.Parameters.Get("contrast") != "3" {
			t.Errorf("%q: %+v, %v", ct, up, err)
		}
	}
	ct, body := form(t, field{"contrast", "", "40"}, field{"file", `C:\fotos\ur"laub.png`, "bytes"})
	up, err := Parse(request("converter=contrast", ct, body))
	if err != nil || string(up.Data) != "bytes" || up.Parameters.Get("contrast") != "40" || up.Parameters.Get("converter") != "contrast" {
		t.Fatalf("form: %+v, %v", up, err)
	}
	if strings.ContainsAny(up.Name, `\/"`) || !strings.HasSuffix(up.Name, "laub.png") {
		t.Errorf("name %q", up.Name)
	}
}

func TestParseRefuses(t *testing.T) {
	ct, body := form(t, field{"file", "a.png", "bytes"})
	double, twice := form(t, field{"file", "a.png", "x"}, field{"file", "b.png", "y"})
	noFile, without := form(t, field{"contrast", "", "3"})
	long, much := form(t, field{"contrast", "", strings.Repeat("9", maxValue+1)})
	tests := map[string]struct {
		req  handler.Request
		code fault.Code
	}{
		"empty":          {request("", "image/png", ""), fault.Malformed},
		"query":          {request("a=%zz", "image/png", "x"), fault.Malformed},
		"no boundary":    {request("", "multipart/form-data", body), fault.Malformed},
		"wrong boundary": {request("", "multipart/form-data; boundary=other", body), fault.Malformed},
		"other form":     {request("", "multipart/mixed; boundary", body), fault.Malformed},
		"cut":            {request("", ct, body[:len(body)-20]), fault.Malformed},
		"two files":      {request("", double, twice), fault.Malformed},
		"no file":        {request("", noFile, without), fault.Malformed},
		"long value":     {request("", long, much), fault.Malformed},
		"too large":      {request("", "image/png", strings.Repeat("x", 5<<20+1)), fault.TooLarge},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if _, err := Parse(tt.req); !fault.Is(err, tt.code) {
				t.Errorf("err %v, want %s", err, tt.code)
			}
		})
	}
	if _, err := Parse(request("", "image/png", strings.Repeat("x", 5<<20))); err != nil {
		t.Errorf("exactly 5 MB: %v", err)
	}
}

func TestLongNamesKeepBeginningAndEnd(t *testing.T) {
	got := safeName("holiday " + strings.Repeat("ä", 300) + ".jpg")
	if n := len([]rune(got)); n != maxName || !strings.HasPrefix(got, "holiday ") || !strings.HasSuffix(got, ".jpg") {
		t.Errorf("%d characters: %q", n, got)
	}
}

func TestDisposition(t *testing.T) {
	tests := []struct{ name, want string }{
		{"holiday.png", "holiday-grayscale.jpg"},
		{"", "picture-grayscale.jpg"},
		{".png", "picture-grayscale.jpg"},
	}
	for _, tt := range tests {
		if got := Disposition(tt.name, "grayscale", "image/jpeg"); !strings.Contains(got, tt.want) {
			t.Errorf("Disposition(%q) = %s, want %s in it", tt.name, got, tt.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	ct, body := form(f, field{"contrast", "", "40"}, field{"file", "a.png", "bytes"})
	f.Add(ct, body)
	f.Add("multipart/form-data; boundary=x", "--x\r\n\r\n--x--")
	f.Fuzz(func(t *testing.T, contentType, body string) {
		up, err := Parse(request("", contentType, body))
		if err == nil && len(up.Data) == 0 {
			t.Error("accepted without a picture")
		}
		if strings.ContainsAny(up.Name, "/\\\"\n") {
			t.Errorf("name %q", up.Name)
		}
	})
}

// The picture of a form is a part of the body and no copy, unless the form
// encodes it.
func TestFormsAreNotCopied(t *testing.T) {
	ct, body := form(t, field{"a", "", "bytes"}, field{"file", "x", "picture"})
	req := request("", ct, body)
	up, err := Parse(req)
	if at := bytes.Index(req.Body, []byte("picture")); err != nil || string(up.Data) != "picture" || &up.Data[0] != &req.Body[at] || cap(up.Data) != 7 {
		t.Errorf("%+v, %v", up, err)
	}
	encoded := strings.NewReplacer("Content-Type: application/octet-stream", "Content-Transfer-Encoding: quoted-printable", "picture", "pic=74ure").Replace(body)
	if up, err := Parse(request("", ct, encoded)); err != nil || string(up.Data) != "picture" {
		t.Errorf("encoded: %+v, %v", up, err)
	}
}

func TestFurtherPictures(t *testing.T) {
	ct, body := form(t, field{"guide", "g.png", "a guide"}, field{"steps", "", "3"}, field{"file", "a.png", "bytes"})
	up, err := Parse(request("", ct, body))
	if err != nil || string(up.Data) != "bytes" || len(up.Pictures) != 1 || string(up.Pictures["guide"]) != "a guide" || up.Parameters.Has("guide") {
		t.Errorf("%+v, %v", up, err)
	}
	ct, body = form(t, field{"file", "a.png", strings.Repeat("x", 5<<20)}, field{"guide", "g.png", strings.Repeat("y", 5<<20)})
	if up, err = Parse(request("", ct, body)); err != nil || len(up.Data) != 5<<20 || len(up.Pictures["guide"]) != 5<<20 {
		t.Errorf("two of 5 MiB: %d and %d bytes, %v", len(up.Data), len(up.Pictures["guide"]), err)
	}
	// A control that nobody touched sends a file without a name or bytes.
	head := "--b\r\nContent-Disposition: form-data; name=\"guide\"; filename=\"\"\r\n\r\n"
	untouched := head + "\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"x\"\r\n\r\nbytes\r\n--b--\r\n"
	if up, err = Parse(request("", "multipart/form-data; boundary=b", untouched)); err != nil || len(up.Pictures) != 0 || up.Parameters.Has("guide") {
		t.Errorf("an untouched control: %+v, %v", up, err)
	}
}

func TestFurtherPicturesRefused(t *testing.T) {
	file := field{"file", "a.png", "bytes"}
	many := []field{file}
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		many = append(many, field{name, "x.png", "x"})
	}
	for name, tt := range map[string]struct {
		fields []field
		code   fault.Code
	}{
		"twice":     {[]field{file, {"guide", "g.png", "1"}, {"guide", "g.png", "2"}}, fault.Malformed},
		"many":      {many, fault.Malformed},
		"alone":     {[]field{{"guide", "g.png", "1"}}, fault.Malformed},
		"too large": {[]field{file, {"guide", "g.png", strings.Repeat("x", 5<<20+1)}}, fault.TooLarge},
	} {
		ct, body := form(t, tt.fields...)
		if _, err := Parse(request("", ct, body)); !fault.Is(err, tt.code) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
