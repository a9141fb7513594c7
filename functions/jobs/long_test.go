package function

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
)

func ask(t *testing.T, s *service, method, path, user string, header ...string) handler.Response {
	t.Helper()
	h := http.Header{fn.PathHeader: {path}, fn.UserHeader: {user}}
	for i := 0; i < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	res, err := s.handle(handler.Request{Method: method, Header: h})
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func TestPreview(t *testing.T) {
	s, id := newService(t, func(j *job.Job) {
		j.Owner, j.State = "alice", job.Running
		j.Preview = &job.Preview{N: 3, Blob: job.Blob{Key: job.NewPreviewKey(j.ID), Type: "image/jpeg", Size: 4, SHA256: job.Digest([]byte("jpeg"))}}
	})
	rec, err := s.records.Load(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	path := job.PreviewPath(id)
	if res := ask(t, s, http.MethodGet, path, "alice"); res.StatusCode != 404 { // just replaced
		t.Errorf("without its object: %d", res.StatusCode)
	}
	if _, err := s.records.Bucket.Put(t.Context(), rec.Preview.Key, []byte("jpeg"), store.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	res := ask(t, s, http.MethodGet, path, "alice")
	etag := res.Header.Get("Etag")
	if res.StatusCode != 200 || string(res.Body) != "jpeg" || res.Header.Get("Content-Type") != "image/jpeg" ||
		res.Header.Get("Cache-Control") != "private, no-store" || etag == "" || res.Header.Get(job.StatusHeader) != "running" {
		t.Errorf("%d %s %v", res.StatusCode, res.Body, res.Header)
	}
	if res := ask(t, s, http.MethodGet, path, "alice", "If-None-Match", etag); res.StatusCode != 304 || len(res.Body) > 0 {
		t.Errorf("again: %d", res.StatusCode)
	}
	if res := ask(t, s, http.MethodHead, path, "alice"); res.StatusCode != 200 || len(res.Body) > 0 || res.Header.Get("Content-Length") != "4" {
		t.Errorf("HEAD: %d %v", res.StatusCode, res.Header)
	}
	for name, res := range map[string]handler.Response{
		"another's": ask(t, s, http.MethodGet, path, "bob"),
		"nobody's":  ask(t, s, http.MethodGet, path, "", "If-None-Match", "*"),
	} {
		if res.StatusCode != 404 || res.Header.Get(job.StatusHeader) != "" {
			t.Errorf("%s: %d %v", name, res.StatusCode, res.Header)
		}
	}
	if res := ask(t, s, http.MethodDelete, path, "alice"); res.StatusCode != 405 {
		t.Errorf("DELETE: %d", res.StatusCode)
	}
	shown := ask(t, s, http.MethodGet, job.Path(id), "alice")
	var v job.View
	if err := json.Unmarshal(shown.Body, &v); err != nil || v.Links["preview"] != path+"?n=3" {
		t.Errorf("%s", shown.Body)
	}
}

func TestProvenance(t *testing.T) {
	sum := job.Digest([]byte("x"))
	done := func(j *job.Job) {
		j.Owner, j.Parameters = "alice", []byte(`{"guide":"`+sum+`","seed":7,"strength":0.25,"preset":"a b","fit":true}`)
		j.Input = job.Blob{Key: "k", Type: "image/png", SHA256: sum, Width: 5, Height: 7}
		j.Pictures = map[string]job.Blob{"guide": {Key: "g", Type: "image/jpeg", SHA256: sum}}
		j.Succeed(j.CreatedAt, time.Now(), job.Blob{Key: "r", Type: "image/png", SHA256: sum}, job.Provenance{
			Runtime: "here", Duration: 1.5, Model: &job.Model{Name: "net", Version: "2", SHA256: sum}, Details: map[string]any{"loss": 0.5},
		})
	}
	s, id := newService(t, done)
	path := job.ProvenancePath(id)
	res := ask(t, s, http.MethodGet, path, "alice")
	want := `{"converter":"grayscale","converter_version":"","parameters":{"guide":"` + sum + `","seed":7,"strength":0.25,"preset":"a b","fit":true},` +
		`"input":{"sha256":"` + sum + `","type":"image/png","width":5,"height":7},"pictures":{"guide":{"sha256":"` + sum + `","type":"image/jpeg"}},` +
		`"model":{"name":"net","version":"2","sha256":"` + sum + `"},"query":"fit=true\u0026preset=a+b\u0026seed=7\u0026strength=0.25","details":{"loss":0.5},"runtime":"here","conversion_seconds":1.5}`
	if res.StatusCode != 200 || string(res.Body) != want || res.Header.Get(job.StatusHeader) != "succeeded" {
		t.Errorf("%d %s\nwant %s", res.StatusCode, res.Body, want)
	}
	for _, user := range []string{"bob", ""} {
		if res := ask(t, s, http.MethodGet, path, user); res.StatusCode != 404 {
			t.Errorf("%q: %d", user, res.StatusCode)
		}
	}
	if res := ask(t, s, http.MethodGet, job.ProvenancePath(job.NewID()), "alice"); res.StatusCode != 404 {
		t.Errorf("of no job: %d", res.StatusCode)
	}
	head := ask(t, s, http.MethodHead, job.Path(id), "alice")
	if head.Header.Get("Link") != "<"+path+`>; rel="describedby"` {
		t.Errorf("link %q", head.Header.Get("Link"))
	}
	if res := ask(t, s, http.MethodGet, job.PreviewPath(id), "alice"); res.StatusCode != 404 {
		t.Errorf("preview after the end: %d", res.StatusCode)
	}
	waiting, id := newService(t, func(j *job.Job) { j.Estimate = 60 })
	if res := ask(t, waiting, http.MethodGet, job.ProvenancePath(id), ""); res.StatusCode != 409 || res.Header.Get("Retry-After") != "5" {
		t.Errorf("under way: %d %v", res.StatusCode, res.Header)
	}
	failed, id := newService(t, func(j *job.Job) { j.Fail(time.Now(), nil) })
	if res := ask(t, failed, http.MethodGet, job.ProvenancePath(id), ""); res.StatusCode != 404 || res.Header.Get(job.StatusHeader) != "failed" {
		t.Errorf("failed: %d %v", res.StatusCode, res.Header)
	}
}

func TestPollingByWhatIsLeft(t *testing.T) {
	for _, c := range []struct {
		estimate job.Seconds
		progress float64
		want     string
	}{{0, 0, "1"}, {8, 0, "1"}, {30, 0, "3"}, {300, 0, "5"}, {300, 0.9, "3"}, {300, 1, "1"}} {
		s, id := newService(t, func(j *job.Job) { j.State, j.Estimate, j.Progress = job.Running, c.estimate, c.progress })
		if res := ask(t, s, http.MethodGet, job.Path(id), ""); res.StatusCode != 202 || res.Header.Get("Retry-After") != c.want {
			t.Errorf("%v s, %v done: Retry-After %s, want %s", c.estimate, c.progress, res.Header.Get("Retry-After"), c.want)
		}
	}
}
