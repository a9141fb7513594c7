package function

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/store"
	"github.com/reverie-image/reverie/shared/store/memory"
)

const (
	alice = "alice-1_A"
	bob   = "bob"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.NewTextHandler(io.Discard, nil)))
	os.Exit(m.Run())
}

// world is a gallery on two buckets whose every call a test can get in the way
// of.
type world struct {
	*service
	t     *testing.T
	calls *calls
}

func newWorld(t *testing.T) *world {
	c := &calls{}
	return &world{service: newService(watched{memory.New(), c}, watched{memory.New(), c}), t: t, calls: c}
}

// pngOf is a picture of a size and one colour.
func pngOf(t *testing.T, w, h int, c color.Color) []byte {
	t.Helper()
	m := image.NewNRGBA(image.Rect(0, 0, w, h))
	for i := range w * h {
		m.Set(i%w, i/w, c)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var (
	onceBefore, onceAfter []byte
	onePair               sync.Once
)

func pair(t *testing.T) (before, after []byte) {
	onePair.Do(func() {
		onceBefore = pngOf(t, 40, 20, color.NRGBA{200, 30, 30, 255})
		onceAfter = pngOf(t, 40, 20, color.Gray{90})
	})
	return onceBefore, onceAfter
}

// job stores a job that has succeeded; change may change its record.
func (w *world) job(owner string, created time.Time, change ...func(*job.Job)) *job.Job {
	w.t.Helper()
	before, after := pair(w.t)
	id := job.NewID()
	j := &job.Job{
		ID: id, Converter: "grayscale", Version: "1", Parameters: json.RawMessage(`{"a":1}`), Owner: owner,
		Name: "photo of me.jpeg", State: job.Succeeded, Progress: 1, CreatedAt: created.UTC(),
		ExpiresAt: created.Add(100 * time.Second), TTL: 100,
		Input: w.blob(job.InputKey(id), before),
	}
	res := w.blob(job.NewResultKey(id), after)
	j.Result = &res
	for _, f := range change {
		f(j)
	}
	w.must(w.records.Create(w.t.Context(), j))
	w.calls.reset()
	return j
}

func (w *world) blob(key string, data []byte) job.Blob {
	w.t.Helper()
	_, err := w.jobs.Put(w.t.Context(), key, data, store.PutOptions{ContentType: "image/png"})
	w.must(err)
	sum := sha256.Sum256(data)
	return job.Blob{Key: key, Type: "image/png", Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:]), Width: 40, Height: 20}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// deliverEvent delivers e as a broker does.
func (w *world) deliverEvent(e event.Event) handler.Response {
	w.t.Helper()
	r, err := event.Request(w.t.Context(), "http://gallery", e)
	w.must(err)
	var body []byte
	if r.Body != nil {
		body, err = io.ReadAll(r.Body)
		w.must(err)
	}
	return w.do(handler.Request{Method: r.Method, Header: r.Header, Body: body})
}

func (w *world) finished(j *job.Job) int { return w.deliverEvent(convert.Ended(j)).StatusCode }

func (w *world) accountDeleted(account string) handler.Response {
	return w.deliverEvent(event.New("e1", "auth", event.AccountDeleted, account))
}

func (w *world) do(req handler.Request) handler.Response {
	w.t.Helper()
	req.WithContext(w.t.Context())
	res, err := w.handle(req)
	w.must(err)
	return res
}

// ask is a request by user, with a path and perhaps a query.
func (w *world) ask(user, method, target string, header ...string) handler.Response {
	w.t.Helper()
	path, query, _ := strings.Cut(target, "?")
	h := http.Header{fn.PathHeader: {path}}
	if user != "" {
		h.Set(fn.UserHeader, user)
	}
	for i := 0; i < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return w.do(handler.Request{Method: method, Header: h, QueryString: query})
}

// items are all of a user's items, page by page.
func (w *world) items(user, target string) (all []view, pages []int) {
	w.t.Helper()
	for target != "" {
		res := w.ask(user, http.MethodGet, target)
		w.status(res, http.StatusOK)
		var p page
		w.must(json.Unmarshal(res.Body, &p))
		if p.Items == nil {
			w.t.Fatalf("no items member: %s", res.Body)
		}
		all, pages, target = append(all, p.Items...), append(pages, len(p.Items)), p.Next
	}
	return all, pages
}

func (w *world) status(res handler.Response, want int) {
	w.t.Helper()
	if res.StatusCode != want {
		w.t.Fatalf("status %d, want %d: %s", res.StatusCode, want, res.Body)
	}
}

func (w *world) problem(res handler.Response, want fault.Code) {
	w.t.Helper()
	w.status(res, want.Status())
	var doc struct{ Type string }
	w.must(json.Unmarshal(res.Body, &doc))
	if doc.Type != want.Type() {
		w.t.Fatalf("problem %s, want %s", doc.Type, want.Type())
	}
}

// keys are the keys of a bucket under a prefix.
func (w *world) keys(b store.Bucket, prefix string) (keys []string) {
	w.t.Helper()
	w.calls.reset()
	w.must(store.All(w.t.Context(), b, prefix, func(o store.Info) error {
		keys = append(keys, o.Key)
		return nil
	}))
	return keys
}

// whole checks that a user has the one item of j, complete, and that the job is
// marked.
func (w *world) whole(user string, j *job.Job) view {
	w.t.Helper()
	items, _ := w.items(user, root)
	if len(items) != 1 || items[0].ID != itemID(j.CreatedAt, j.ID) {
		w.t.Fatalf("items %+v, want that of job %s", items, j.ID)
	}
	before, after := pair(w.t)
	for side, want := range map[string][]byte{original: before, result: after} {
		res := w.ask(user, http.MethodGet, items[0].Links[side])
		if w.status(res, http.StatusOK); !bytes.Equal(res.Body, want) {
			w.t.Fatalf("%s has other bytes", side)
		}
	}
	w.status(w.ask(user, http.MethodGet, items[0].Links[thumbnail]), http.StatusOK)
	if keys := w.keys(w.gallery, ""); len(keys) != 4+len(j.Pictures) {
		w.t.Fatalf("objects %q, want a record and three or four pictures", keys)
	}
	if _, err := w.jobs.Head(w.t.Context(), job.ArchivedKey(j.ID)); err != nil {
		w.t.Fatalf("mark: %v", err)
	}
	return items[0]
}
