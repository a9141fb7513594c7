package input

import (
	"net/http"
	"strings"
	"testing"
)

// HEAD is GET without a body: everywhere, with the same status and headers.
func TestHead(t *testing.T) {
	s := start(t)
	account := s.Register(t, newName())
	jobPath, itemPath := kept(t, s, account)
	mine := []string{"Authorization", account.Bearer()}
	for _, op := range s.Checker.Document().Operations() {
		if op.Method != http.MethodGet {
			continue
		}
		var paths []string
		switch {
		case strings.HasPrefix(op.Path, "/api/jobs/"):
			paths = []string{jobPath, "/api/jobs/AAAAAAAAAAAAAAAAAAAAAAAAAA"}
		case strings.HasPrefix(op.Path, "/api/gallery/{id}"):
			rest := strings.TrimPrefix(op.Path, "/api/gallery/{id}")
			paths = []string{itemPath + rest, "/api/gallery/AAAAAAAAAAAAAAAAAAAAAAAAAA" + rest}
		default:
			paths = []string{strings.NewReplacer("{name}", "contrast", "{code}", "too-large").Replace(op.Path)}
		}
		for _, path := range paths {
			for _, header := range [][]string{nil, mine, append([]string{"If-None-Match", "*"}, mine...)} {
				get, head := s.Do(t, "GET", path, nil, header...), s.Do(t, "HEAD", path, nil, header...)
				if head.Status != get.Status || len(head.Body) != 0 {
					t.Errorf("%v and %v", get, head)
				}
				for name, values := range get.Header {
					switch name {
					case "Date", "X-Request-Id", "Content-Length":
						continue
					}
					if strings.Join(head.Header[name], "|") != strings.Join(values, "|") && name != "Cache-Control" {
						t.Errorf("HEAD %s: %s: %q, GET says %q", path, name, head.Header[name], values)
					}
				}
				if length := head.Header.Get("Content-Length"); length != "" && length != get.Header.Get("Content-Length") {
					t.Errorf("HEAD %s: %s bytes, GET has %s", path, length, get.Header.Get("Content-Length"))
				}
			}
		}
	}
}
