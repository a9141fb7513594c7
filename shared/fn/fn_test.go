package fn

import (
	"errors"
	"net/http"
	"testing"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/config"
)

func TestLazyBuildsOnceAndTriesAgain(t *testing.T) {
	builds := 0
	h := Lazy(func(config.Env) (Handle, error) {
		builds++
		if builds == 1 {
			return nil, errors.New("storage is not there yet")
		}
		return func(handler.Request) (handler.Response, error) { return Empty(204), nil }, nil
	})
	for i, want := range []int{503, 204, 204} {
		res, err := h(handler.Request{Header: http.Header{}})
		if err != nil || res.StatusCode != want {
			t.Errorf("call %d: %d, %v; want %d", i, res.StatusCode, err, want)
		}
	}
	if builds != 2 {
		t.Errorf("%d builds, want 2", builds)
	}
}

func TestRequest(t *testing.T) {
	req := handler.Request{Header: http.Header{PathHeader: {"/api/jobs/x"}, UserHeader: {"u"}}, QueryString: "a=1"}
	if Path(req) != "/api/jobs/x" || User(req) != "u" || Context(req) == nil {
		t.Error("path, user or context is not read")
	}
	if q, err := Query(req); err != nil || q.Get("a") != "1" {
		t.Error("query is not read")
	}
	if Path(handler.Request{Header: http.Header{}}) != "/" {
		t.Error("no path is not /")
	}
	if res := NotAllowed(req, "GET", "POST"); res.StatusCode != 405 || res.Header.Get("Allow") != "GET, POST" {
		t.Errorf("%d %v", res.StatusCode, res.Header)
	}
}
