package serve

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func TestTimed(t *testing.T) {
	h, started := Timed("grayscale", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Server-Timing", "convert;dur=1.0")
		if r.URL.Path == "/gone" {
			w.WriteHeader(http.StatusEarlyHints)
			w.WriteHeader(http.StatusNotFound)
			return
		}
		_, _ = w.Write([]byte("one"))
		_, _ = w.Write([]byte("two"))
	}))
	server := httptest.NewServer(h)
	defer server.Close()
	ask := func(path string) (int, string) {
		res, err := http.Get(server.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		return res.StatusCode, strings.Join(res.Header.Values("Server-Timing"), ", ")
	}
	const plain = `^convert;dur=1\.0, grayscale;dur=\d+\.\d$`
	const first = `^convert;dur=1\.0, grayscale;dur=\d+\.\d, start-grayscale;dur=\d+\.\d$`
	for _, c := range []struct {
		path   string
		status int
		want   string
	}{{"/", 200, plain}, {"/", 200, first}, {"/gone", 404, plain}} {
		status, got := ask(c.path)
		if status != c.status || !regexp.MustCompile(c.want).MatchString(got) {
			t.Errorf("%s: %d %q, want %d %s", c.path, status, got, c.status, c.want)
		}
		started(nil) // once only
	}
}
