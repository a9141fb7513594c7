package job

import (
	"net/http"
	"strings"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/store"
	"github.com/reverie-image/reverie/shared/store/memory"
)

func answer(t *testing.T, method string, header http.Header, change func(*Job)) handler.Response {
	t.Helper()
	r := NewRecords(memory.New())
	r.Now = func() time.Time { return start.Add(10 * time.Second) }
	j := newJob(NewID())
	j.Name = "späti.photo.png"
	change(j)
	if j.Result != nil {
		if _, err := r.Bucket.Put(t.Context(), j.Result.Key, []byte("pixels"), store.PutOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Create(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	rec, err := r.Load(t.Context(), j.ID)
	if err != nil {
		t.Fatal(err)
	}
	if header == nil {
		header = http.Header{}
	}
	return r.Answer(t.Context(), handler.Request{Method: method, Header: header}, rec)
}

func succeeded(j *Job) {
	j.Succeed(start, start, Blob{Key: "jobs/x/result.1", Type: "image/jpeg", Size: 6, SHA256: "abc"}, Provenance{Queued: 0.01, Duration: 0.2, Path: "pixels"})
}

func TestAnswerResult(t *testing.T) {
	res := answer(t, http.MethodGet, nil, succeeded)
	if res.StatusCode != 200 || string(res.Body) != "pixels" {
		t.Fatalf("%d %q", res.StatusCode, res.Body)
	}
	want := map[string]string{
		"ETag": `"abc"`, "Content-Type": "image/jpeg", "Cache-Control": "private, max-age=90",
		"Job-Status": "succeeded", "Server-Timing": "queue;dur=10.0, convert;desc=\"pixels\";dur=200.0",
	}
	for name, value := range want {
		if got := res.Header.Get(name); got != value {
			t.Errorf("%s: %q, want %q", name, got, value)
		}
	}
	if d := res.Header.Get("Content-Disposition"); !strings.HasPrefix(d, "inline") || !strings.Contains(d, "photo-grayscale.jpg") {
		t.Errorf("Content-Disposition: %q", d)
	}
}

func TestAnswerWithoutBody(t *testing.T) {
	if res := answer(t, http.MethodHead, nil, succeeded); res.StatusCode != 200 || len(res.Body) != 0 || res.Header.Get("Content-Length") != "6" {
		t.Errorf("HEAD: %d, %d bytes, Content-Length %s", res.StatusCode, len(res.Body), res.Header.Get("Content-Length"))
	}
	for _, tag := range []string{`"abc"`, `W/"abc"`, `"x", "abc"`, "*"} {
		res := answer(t, http.MethodGet, http.Header{"If-None-Match": {tag}}, succeeded)
		if res.StatusCode != 304 || len(res.Body) != 0 || res.Header.Get("ETag") != `"abc"` {
			t.Errorf("If-None-Match %s: %d", tag, res.StatusCode)
		}
	}
	if res := answer(t, http.MethodGet, http.Header{"If-None-Match": {`"other"`}}, succeeded); res.StatusCode != 200 {
		t.Errorf("another ETag: %d, want 200", res.StatusCode)
	}
}

func TestAnswerUnderWayAndFailed(t *testing.T) {
	tests := map[string]struct {
		change func(*Job)
		status int
		job    string
	}{
		"queued":  {func(*Job) {}, 202, "queued"},
		"running": {func(j *Job) { j.Start(start, start) }, 202, "running"},
		"failed":  {func(j *Job) { j.Fail(start, fault.New(fault.CorruptImage, "broken")) }, 500, "failed"},
		"lost":    {func(j *Job) { j.Fail(start, fault.New(fault.WorkerLost, "gone")) }, 504, "failed"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			res := answer(t, http.MethodGet, nil, tt.change)
			if res.StatusCode != tt.status || res.Header.Get(StatusHeader) != tt.job {
				t.Errorf("%d, Job-Status %s; want %d, %s", res.StatusCode, res.Header.Get(StatusHeader), tt.status, tt.job)
			}
			if tt.status == 202 && (res.Header.Get("Retry-After") != "1" || !strings.HasPrefix(res.Header.Get("Location"), "/api/jobs/")) {
				t.Errorf("header %v", res.Header)
			}
			if tt.status >= 500 && res.Header.Get("Content-Type") != fault.ContentType {
				t.Errorf("Content-Type %s", res.Header.Get("Content-Type"))
			}
		})
	}
}
