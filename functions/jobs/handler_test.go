package function

import (
	"net/http"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
	"github.com/reverie-image/reverie/shared/store/memory"
)

func newService(t *testing.T, change func(*job.Job)) (*service, string) {
	t.Helper()
	s := &service{records: job.NewRecords(memory.New())}
	now := time.Now()
	j := &job.Job{ID: job.NewID(), Converter: "grayscale", State: job.Queued, Parameters: []byte("{}"),
		CreatedAt: now, HeartbeatAt: now, TTL: 100, ExpiresAt: now.Add(100 * time.Second)}
	if change != nil {
		change(j)
	}
	if err := s.records.Create(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	return s, j.ID
}

func call(t *testing.T, s *service, method, path, query, user string) int {
	t.Helper()
	res, err := s.handle(handler.Request{Method: method, QueryString: query, Header: http.Header{fn.PathHeader: {path}, fn.UserHeader: {user}}})
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode
}

func TestShow(t *testing.T) {
	s, id := newService(t, nil)
	tests := []struct {
		method, path, query string
		status              int
	}{
		{http.MethodGet, "/api/jobs/" + id, "", 202},
		{http.MethodHead, "/api/jobs/" + id, "", 202},
		{http.MethodGet, "/", "id=" + id, 202},
		{http.MethodGet, "/api/jobs/" + job.NewID(), "", 404},
		{http.MethodGet, "/api/jobs/", "", 404},
		{http.MethodGet, "/api/jobs/../" + id, "", 404},
		{http.MethodGet, "/api/jobs/" + id + "/input", "", 404},
		{http.MethodPut, "/api/jobs/" + id, "", 405},
	}
	for _, tt := range tests {
		if got := call(t, s, tt.method, tt.path, tt.query, ""); got != tt.status {
			t.Errorf("%s %s?%s: %d, want %d", tt.method, tt.path, tt.query, got, tt.status)
		}
	}
}

func TestOwnersOnly(t *testing.T) {
	s, id := newService(t, func(j *job.Job) { j.Owner = "alice" })
	for user, status := range map[string]int{"alice": 202, "bob": 404, "": 404} {
		if got := call(t, s, http.MethodGet, "/api/jobs/"+id, "", user); got != status {
			t.Errorf("GET by %q: %d, want %d", user, got, status)
		}
	}
	if got := call(t, s, http.MethodDelete, "/api/jobs/"+id, "", "bob"); got != 404 {
		t.Errorf("DELETE by bob: %d, want 404", got)
	}
	if got := call(t, s, http.MethodGet, "/api/jobs/"+id, "", "alice"); got != 202 {
		t.Errorf("after bob's try: %d, want 202", got)
	}
}

func TestCancel(t *testing.T) {
	s, id := newService(t, nil)
	if got := call(t, s, http.MethodDelete, "/api/jobs/"+id, "", ""); got != 204 {
		t.Fatalf("DELETE: %d, want 204", got)
	}
	for _, method := range []string{http.MethodGet, http.MethodDelete} {
		if got := call(t, s, method, "/api/jobs/"+id, "", ""); got != 404 {
			t.Errorf("%s afterwards: %d, want 404", method, got)
		}
	}
}

func TestExpired(t *testing.T) {
	s, id := newService(t, nil)
	later := time.Now().Add(101 * time.Second)
	s.records.Now = func() time.Time { return later }
	if got := call(t, s, http.MethodGet, "/api/jobs/"+id, "", ""); got != 404 {
		t.Errorf("%d, want 404", got)
	}
}

// TestAResultCountsUntilItIsWritten: who does not take a result keeps the next
// one waiting, and then refused; what has no picture in it goes on.
func TestAResultCountsUntilItIsWritten(t *testing.T) {
	data := make([]byte, 1000)
	s, id := newService(t, func(j *job.Job) {
		result := job.Blob{Key: job.NewResultKey(j.ID), Type: "image/png", Size: int64(len(data)), SHA256: job.Digest(data)}
		j.Succeed(j.CreatedAt, j.CreatedAt, result, job.Provenance{})
	})
	rec, err := s.records.Load(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.records.Bucket.Put(t.Context(), rec.Result.Key, data, store.PutOptions{}); err != nil {
		t.Fatal(err)
	}
	answers := fn.NewAnswers(1500, time.Millisecond)
	ask := func(method string) (status int, written func()) {
		ctx, written := answers.With(t.Context(), nil)
		req := handler.Request{Method: method, Header: http.Header{fn.PathHeader: {job.Path(id)}}}
		req.WithContext(ctx)
		res, err := s.handle(req)
		if err != nil {
			t.Fatal(err)
		}
		return res.StatusCode, written
	}
	first, written := ask(http.MethodGet)
	second, _ := ask(http.MethodGet)
	head, _ := ask(http.MethodHead)
	written()
	third, _ := ask(http.MethodGet)
	if first != 200 || second != 503 || head != 200 || third != 200 {
		t.Errorf("%d; before it is written %d, a HEAD %d; after it %d", first, second, head, third)
	}
}
