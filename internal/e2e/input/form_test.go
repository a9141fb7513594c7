package input

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/fault"
)

// field is a part of a form; one with a file name is a file.
type field struct {
	name, file string
	body       []byte
}

func form(t *testing.T, fields ...field) (body []byte, contentType string) {
	t.Helper()
	var out bytes.Buffer
	w := multipart.NewWriter(&out)
	for _, f := range fields {
		create := func() (io.Writer, error) { return w.CreateFormField(f.name) }
		if f.file != "" {
			create = func() (io.Writer, error) { return w.CreateFormFile(f.name, f.file) }
		}
		part, err := create()
		if err != nil {
			t.Fatal(err)
		}
		_, _ = part.Write(f.body) // a buffer never fails
	}
	_ = w.Close()
	return out.Bytes(), w.FormDataContentType()
}

func TestForms(t *testing.T) {
	s := start(t)
	picture, gray := field{"file", "photo.jpg", photo()}, field{"converter", "", []byte("grayscale")}
	text := field{"file", "photo.jpg", []byte("This is a text file named .jpg.")}
	good, kind := form(t, picture, gray)
	boundary := strings.TrimPrefix(kind, "multipart/form-data; boundary=")
	made := func(fields ...field) string { body, _ := remake(t, boundary, fields...); return string(body) }
	many := []field{picture, gray}
	for range 100 {
		many = append(many, field{"x", "", []byte("1")})
	}
	for name, c := range map[string]struct {
		body, kind string
		code       fault.Code
	}{
		"text named .jpg":         {made(text, gray), kind, fault.UnsupportedImage},
		"no boundary":             {string(good), "multipart/form-data", fault.Malformed},
		"empty boundary":          {string(good), `multipart/form-data; boundary=""`, fault.Malformed},
		"another boundary":        {string(good), "multipart/form-data; boundary=other", fault.Malformed},
		"two boundaries":          {string(good), kind + "; boundary=other", fault.Malformed},
		"a long boundary":         {string(good), "multipart/form-data; boundary=" + strings.Repeat("b", 5000), fault.Malformed},
		"multipart/mixed":         {string(good), "multipart/mixed; boundary=" + boundary, fault.Malformed},
		"byteranges":              {string(good), "multipart/byteranges; boundary=" + boundary, fault.Malformed},
		"no part":                 {"--" + boundary + "--\r\n", kind, fault.Malformed},
		"nothing":                 {"", kind, fault.Malformed},
		"no file":                 {made(gray), kind, fault.Malformed},
		"empty file":              {made(field{"file", "x", nil}, gray), kind, fault.Malformed},
		"another name":            {made(field{"image", "x.jpg", photo()}, gray), kind, fault.Malformed},
		"two files":               {made(picture, picture, gray), kind, fault.Malformed},
		"an empty file and one":   {made(field{"file", "x", nil}, picture, gray), kind, fault.Malformed},
		"cut in the file":         {string(good[:len(good)/2]), kind, fault.Malformed},
		"cut in a header":         {string(good[:60]), kind, fault.Malformed},
		"no end":                  {strings.TrimSuffix(string(good), "--"+boundary+"--\r\n"), kind, fault.Malformed},
		"101 parameters":          {made(many...), kind, fault.Malformed},
		"a long parameter":        {made(picture, gray, field{"contrast", "", bytes.Repeat([]byte("1"), 5000)}), kind, fault.Malformed},
		"a part without a name":   {made(picture, gray, field{"", "", []byte("x")}), kind, fault.Malformed},
		"a converter twice":       {made(picture, gray, gray), kind, fault.InvalidParameters},
		"an unknown parameter":    {made(picture, gray, field{"strength", "", []byte("1")}), kind, fault.InvalidParameters},
		"an unknown converter":    {made(picture, field{"converter", "", []byte("none")}), kind, fault.UnknownConverter},
		"a converter with a line": {made(picture, field{"converter", "", []byte("grayscale\r\n")}), kind, fault.UnknownConverter},
		"no converter":            {made(picture), kind, fault.UnknownConverter},
		"parts' headers too long": {"--" + boundary + "\r\nX: " + strings.Repeat("h", 60_000) + "\r\n\r\nx\r\n--" + boundary + "--\r\n", kind, fault.Malformed},
		"urlencoded":              {"converter=grayscale&file=abc", "application/x-www-form-urlencoded", fault.UnknownConverter},
		"json":                    {`{"converter":"grayscale"}`, "application/json", fault.UnknownConverter},
	} {
		t.Run(name, func(t *testing.T) {
			a := s.Do(t, http.MethodPost, "/api/jobs", []byte(c.body), "Content-Type", c.kind)
			a.WantProblem(t, c.code)
			small(t, a)
		})
	}
	t.Run("in query and form", func(t *testing.T) {
		s.Do(t, http.MethodPost, submit, good, "Content-Type", kind).WantProblem(t, fault.InvalidParameters)
	})
	t.Run("whole", func(t *testing.T) {
		if a := s.Do(t, http.MethodPost, "/api/jobs", good, "Content-Type", kind, "Prefer", "wait=10"); a.Status != http.StatusOK {
			t.Error(a)
		}
	})
}

// remake is form with a boundary that is known beforehand.
func remake(t *testing.T, boundary string, fields ...field) (body []byte, contentType string) {
	t.Helper()
	body, contentType = form(t, fields...)
	old := strings.TrimPrefix(contentType, "multipart/form-data; boundary=")
	return bytes.ReplaceAll(body, []byte(old), []byte(boundary)), strings.ReplaceAll(contentType, old, boundary)
}

func TestPrefer(t *testing.T) {
	s := start(t)
	for value, status := range map[string]int{
		"wait=10": 200, `wait="10"`: 200, "wait=99999": 200, "WAIT=5": 200, "respond-async, wait=5": 200, "wait = 5": 200, "wait=5; x=y": 200,
		"wait=0": 202, "respond-async": 202, "return=minimal": 202, "": 202, ",,,": 202, "x=wait=5": 202,
		"wait": 400, "wait=": 400, "wait=-1": 400, "wait=1.5": 400, "wait=soon": 400, "wait=99999999999999999999": 400,
	} {
		a := s.Do(t, http.MethodPost, submit, photo(), "Prefer", value)
		if a.Status != status {
			t.Errorf("Prefer %q: %v; want %d", value, a, status)
		}
		if applied := a.Header.Get("Preference-Applied"); (applied != "") != (status == 200) {
			t.Errorf("Prefer %q: applied %q", value, applied)
		}
	}
}

func TestIdempotencyKey(t *testing.T) {
	s := start(t)
	post := func(converter string, header ...string) string {
		t.Helper()
		a := s.Do(t, http.MethodPost, "/api/jobs?converter="+converter, photo(), header...)
		switch a.Status {
		case http.StatusAccepted:
			return a.Header.Get("Location")
		case http.StatusOK: // its job has come to its end
			return a.Header.Get("Content-Location")
		}
		t.Fatal(a)
		return ""
	}
	ann, bob := s.Register(t, newName()), s.Register(t, newName())
	for _, key := range []string{"../../jobs/x", "a/b", "k\tk", `"quoted"`, strings.Repeat("k", 255), "ключ", "%00", "*"} {
		for _, who := range [][]string{nil, {"Authorization", ann.Bearer()}} {
			header := append([]string{"Idempotency-Key", key}, who...)
			first := post("grayscale", header...)
			if again := post("grayscale", header...); again != first {
				t.Errorf("key %q: %s and then %s", key, first, again)
			}
			if who != nil {
				s.Do(t, http.MethodPost, "/api/jobs?converter=flip-horizontal", photo(), header...).WantProblem(t, fault.IdempotencyReuse)
			} else if other := post("flip-horizontal", header...); other == first { // perhaps another stranger's
				t.Errorf("key %q: another request got %s", key, other)
			}
		}
	}
	for _, keys := range [][]string{
		{"Idempotency-Key", ""}, {"Idempotency-Key", `""`}, {"Idempotency-Key", strings.Repeat("k", 256)},
		{"Idempotency-Key", "a", "Idempotency-Key", "b"},
	} {
		s.Do(t, http.MethodPost, submit, photo(), keys...).WantProblem(t, fault.Malformed)
	}
	// Keys are each user's own: nobody can reach another's job by guessing one.
	key := []string{"Idempotency-Key", "the same for all"}
	jobs := map[string]bool{
		post("grayscale", key...): true,
		post("grayscale", append(key, "Authorization", ann.Bearer())...): true,
		post("grayscale", append(key, "Authorization", bob.Bearer())...): true,
	}
	if len(jobs) != 3 {
		t.Errorf("three users with one key share jobs: %v", jobs)
	}
}
