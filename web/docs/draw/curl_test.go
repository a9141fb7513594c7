package draw

import (
	"encoding/json"
	"testing"

	"github.com/reverie-image/reverie/web/openapi"
)

func TestCurl(t *testing.T) {
	doc, err := openapi.Load()
	if err != nil {
		t.Fatal(err)
	}
	image := map[string]string{
		`{"query":{"converter":"a b"},"file":"it's.jpg","contentType":"image/jpeg","status":202}`: `curl \
  -H 'Content-Type: image/jpeg' \
  --data-binary '@it'\''s.jpg' \
  "$REVERIE/api/jobs?converter=a+b"`,
		`{"auth":true,"form":{"file":"@p.jpg"},"status":202}`: `curl \
  -H "Authorization: Bearer $TOKEN" \
  -F 'file=@p.jpg' \
  "$REVERIE/api/jobs"`,
		`{"json":{"a":"{name}","b":"$x"},"status":200}`: `curl \
  --json "{\"a\":\"$NAME\",\"b\":\"\$x\"}" \
  -o 'result.jpg' \
  "$REVERIE/api/jobs"`,
	}
	op := doc.Find("POST", "/api/jobs")
	for request, want := range image {
		var r openapi.Request
		if err := json.Unmarshal([]byte(request), &r); err != nil {
			t.Fatal(err)
		}
		if got := Curl(op, r); got != want {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
	}
}
