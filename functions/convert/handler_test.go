package function

import (
	"bytes"
	"context"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/limit"
	"github.com/reverie-image/reverie/shared/store"
	"github.com/reverie-image/reverie/shared/store/memory"
)

// bench is the function over storage in memory and a sink that records.
type bench struct {
	*service
	mu     sync.Mutex
	events []event.Event
	sink   *httptest.Server
	down   bool
}

func newBench(t *testing.T) *bench {
	t.Helper()
	c, err := catalog.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	settings, err := job.ReadSettings(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{}
	b.sink = httptest.NewServer(http.HandlerFunc(b.receive))
	t.Cleanup(b.sink.Close)
	b.service = &service{catalog: c, records: job.NewRecords(memory.New()), settings: settings, sender: event.NewSender(b.sink.URL), clients: limit.New(10, 1, time.Now)}
	return b
}

func (b *bench) receive(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	e, err := event.Parse(r.Header, body)
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil || b.down {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	b.events = append(b.events, e)
	w.WriteHeader(http.StatusAccepted)
}

func sample(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 5, 7))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (b *bench) post(t *testing.T, query string, body []byte, header ...string) handler.Response {
	t.Helper()
	req := handler.Request{Method: http.MethodPost, QueryString: query, Header: http.Header{}, Body: body}
	for i := 0; i < len(header); i += 2 {
		req.Header.Add(header[i], header[i+1])
	}
	res, err := b.handle(req)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func id(t *testing.T, res handler.Response) string {
	t.Helper()
	var v job.View
	if err := json.Unmarshal(res.Body, &v); err != nil || res.StatusCode != 202 {
		t.Fatalf("%d %s, want a job", res.StatusCode, res.Body)
	}
	return v.ID
}

func TestAccept(t *testing.T) {
	b := newBench(t)
	res := b.post(t, "converter=contrast&contrast=40", sample(t), fn.UserHeader, "alice")
	jid := id(t, res)
	if res.Header.Get("Location") != "/api/jobs/"+jid || res.Header.Get("Retry-After") != "1" || res.Header.Get(job.StatusHeader) != "queued" {
		t.Errorf("header %v", res.Header)
	}
	rec, err := b.records.Load(t.Context(), jid)
	if err != nil {
		t.Fatal(err)
	}
	if rec.Owner != "alice" || rec.Converter != "contrast" || string(rec.Parameters) != `{"contrast":40}` ||
		rec.State != job.Queued || rec.Input.Width != 5 || rec.Input.Height != 7 {
		t.Errorf("record %+v", rec.Job)
	}
	if o, err := b.records.Bucket.Get(t.Context(), rec.Input.Key, 0); err != nil || !bytes.Equal(o.Body, sample(t)) {
		t.Errorf("input: %v", err)
	}
	if len(b.events) != 1 || b.events[0].Type() != event.ConversionRequested || b.events[0].Subject() != jid ||
		event.Extension(b.events[0], event.Converter) != "contrast" {
		t.Errorf("events %v", b.events)
	}
}

func TestRefusals(t *testing.T) {
	b := newBench(t)
	pic := sample(t)
	tests := map[string]struct {
		query  string
		body   []byte
		header []string
		code   fault.Code
	}{
		"no converter":      {"", pic, nil, fault.UnknownConverter},
		"unknown converter": {"converter=nope", pic, nil, fault.UnknownConverter},
		"two converters":    {"converter=contrast&converter=grayscale", pic, nil, fault.InvalidParameters},
		"range":             {"converter=contrast&contrast=101", pic, nil, fault.InvalidParameters},
		"type":              {"converter=contrast&contrast=much", pic, nil, fault.InvalidParameters},
		"unknown parameter": {"converter=grayscale&contrast=1", pic, nil, fault.InvalidParameters},
		"text":              {"converter=grayscale", []byte("I am a text file"), nil, fault.UnsupportedImage},
		"cut header":        {"converter=grayscale", pic[:20], nil, fault.CorruptImage},
		"empty":             {"converter=grayscale", nil, nil, fault.Malformed},
		"too large":         {"converter=grayscale", make([]byte, 5<<20+1), nil, fault.TooLarge},
		"prefer":            {"converter=grayscale", pic, []string{"Prefer", "wait=soon"}, fault.Malformed},
		"empty key":         {"converter=grayscale", pic, []string{"Idempotency-Key", ""}, fault.Malformed},
		"long key":          {"converter=grayscale", pic, []string{"Idempotency-Key", strings.Repeat("k", 256)}, fault.Malformed},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			res := b.post(t, tt.query, tt.body, tt.header...)
			if res.StatusCode != tt.code.Status() || !bytes.Contains(res.Body, []byte(tt.code.Type())) {
				t.Errorf("%d %s, want %s", res.StatusCode, res.Body, tt.code)
			}
		})
	}
	if page, err := b.records.Bucket.List(t.Context(), "", "", 10); err != nil || len(page.Objects) != 0 || len(b.events) != 0 {
		t.Errorf("refused requests left %v, %v and %d events", page.Objects, err, len(b.events))
	}
}

func TestAcceptedWithoutABroker(t *testing.T) {
	b := newBench(t)
	b.down = true
	jid := id(t, b.post(t, "converter=grayscale", sample(t)))
	if _, err := b.records.Load(t.Context(), jid); err != nil {
		t.Errorf("the job is not durable: %v", err)
	}
}

type away struct{ store.Bucket }

func (away) Put(context.Context, string, []byte, store.PutOptions) (string, error) {
	return "", fault.New(fault.Unavailable, "away").After(time.Second)
}

func TestStorageAway(t *testing.T) {
	b := newBench(t)
	b.records.Bucket = away{b.records.Bucket}
	res := b.post(t, "converter=grayscale", sample(t))
	if res.StatusCode != 503 || res.Header.Get("Retry-After") == "" || len(b.events) != 0 {
		t.Errorf("%d %v, %d events; want 503 and none", res.StatusCode, res.Header, len(b.events))
	}
}

func TestIdempotencyKey(t *testing.T) {
	b := newBench(t)
	first := id(t, b.post(t, "converter=contrast&contrast=5", sample(t), "Idempotency-Key", "k1"))
	if again := id(t, b.post(t, "contrast=5.0&converter=contrast", sample(t), "Idempotency-Key", "k1")); again != first {
		t.Errorf("the same request made another job: %s, %s", first, again)
	}
	if len(b.events) != 1 {
		t.Errorf("%d events, want 1", len(b.events))
	}
	if stranger := id(t, b.post(t, "converter=contrast&contrast=6", sample(t), "Idempotency-Key", "k1")); stranger == first {
		t.Error("a stranger's request with the same key got the job")
	}
	b.post(t, "converter=contrast&contrast=5", sample(t), "Idempotency-Key", "k1", fn.UserHeader, "bob")
	if res := b.post(t, "converter=contrast&contrast=6", sample(t), "Idempotency-Key", "k1", fn.UserHeader, "bob"); res.StatusCode != 422 || !bytes.Contains(res.Body, []byte(fault.IdempotencyReuse)) {
		t.Errorf("another request: %d %s", res.StatusCode, res.Body)
	}
	if other := id(t, b.post(t, "converter=contrast&contrast=5", sample(t), "Idempotency-Key", "k1", fn.UserHeader, "alice")); other == first {
		t.Error("another user got the job")
	}
	later := time.Now().Add(time.Hour)
	b.records.Now = func() time.Time { return later }
	if fresh := id(t, b.post(t, "converter=contrast&contrast=5", sample(t), "Idempotency-Key", "k1")); fresh == first {
		t.Error("the key of an expired job is not free")
	}
}

func TestIdempotencyRace(t *testing.T) {
	b := newBench(t)
	ids := make(chan string, 20)
	var wg sync.WaitGroup
	for range cap(ids) {
		wg.Go(func() { ids <- id(t, b.post(t, "converter=grayscale", sample(t), "Idempotency-Key", "race")) })
	}
	wg.Wait()
	close(ids)
	first := <-ids
	for other := range ids {
		if other != first {
			t.Errorf("two jobs for one key: %s, %s", first, other)
		}
	}
}

func TestCrashBetweenClaimAndJobHeals(t *testing.T) {
	b := newBench(t)
	o, err := b.read(handler.Request{Method: http.MethodPost, QueryString: "converter=grayscale", Header: http.Header{"Idempotency-Key": {"k"}}, Body: sample(t)})
	if err != nil {
		t.Fatal(err)
	}
	claimed, _, err := b.claim(t.Context(), o) // and then the process dies
	if err != nil {
		t.Fatal(err)
	}
	if got := id(t, b.post(t, "converter=grayscale", sample(t), "Idempotency-Key", "k")); got != claimed {
		t.Errorf("the retry made %s, want the claimed %s", got, claimed)
	}
}

func TestPreferWait(t *testing.T) {
	b := newBench(t)
	finish := func(jid string) {
		_, err := b.records.Update(context.Background(), jid, func(j *job.Job) error {
			now := time.Now()
			j.Succeed(now, now, job.Blob{Key: job.NewResultKey(jid), Type: "image/png", Size: 3, SHA256: "s"}, job.Provenance{})
			_, err := b.records.Bucket.Put(context.Background(), j.Result.Key, []byte("out"), store.PutOptions{})
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	go func() {
		for len(b.sent()) == 0 {
			time.Sleep(time.Millisecond)
		}
		finish(b.sent()[0].Subject())
	}()
	res := b.post(t, "converter=grayscale", sample(t), "Prefer", "respond-async, wait=5; x=y")
	if res.StatusCode != 200 || string(res.Body) != "out" || res.Header.Get("Preference-Applied") != "wait=5" {
		t.Errorf("%d %q %v", res.StatusCode, res.Body, res.Header)
	}
	res = b.post(t, "converter=grayscale", sample(t), "Prefer", "wait=0")
	if res.StatusCode != 202 || res.Header.Get("Preference-Applied") != "" {
		t.Errorf("no wait: %d %v", res.StatusCode, res.Header)
	}
}

func (b *bench) sent() []event.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.events
}

func TestMethod(t *testing.T) {
	if res, _ := newBench(t).handle(handler.Request{Method: http.MethodGet, Header: http.Header{}}); res.StatusCode != 405 {
		t.Errorf("GET: %d, want 405", res.StatusCode)
	}
}

// deaf performs the creation of a record and loses the answer, as when the
// client's own retry meets what it wrote.
type deaf struct{ store.Bucket }

func (d deaf) Put(ctx context.Context, key string, body []byte, o store.PutOptions) (string, error) {
	etag, err := d.Bucket.Put(ctx, key, body, o)
	if err == nil && o.Create {
		return "", store.ErrPrecondition
	}
	return etag, err
}

func TestLostAnswerToTheCreation(t *testing.T) {
	b := newBench(t)
	b.records.Bucket = deaf{b.records.Bucket}
	id(t, b.post(t, "converter=grayscale", sample(t)))
	if len(b.events) != 1 {
		t.Errorf("%d events, want 1: the job is new, whatever the storage said", len(b.events))
	}
}

func TestCancelledWhileWaiting(t *testing.T) {
	b := newBench(t)
	go func() {
		for len(b.sent()) == 0 {
			time.Sleep(time.Millisecond)
		}
		_, err := b.records.Update(context.Background(), b.sent()[0].Subject(), func(j *job.Job) error { j.Cancel(time.Now()); return nil })
		if err != nil {
			t.Error(err)
		}
	}()
	if res := b.post(t, "converter=grayscale", sample(t), "Prefer", "wait=10"); res.StatusCode != 404 {
		t.Errorf("%d, want 404 at once", res.StatusCode)
	}
}

func TestOneClientsShare(t *testing.T) {
	b := newBench(t)
	for range 10 {
		id(t, b.post(t, "converter=grayscale", sample(t), "X-Forwarded-For", "203.0.113.7"))
	}
	if res := b.post(t, "converter=grayscale", sample(t), "X-Forwarded-For", "203.0.113.7"); res.StatusCode != 429 || res.Header.Get("Retry-After") != "60" {
		t.Errorf("%d %v, want 429", res.StatusCode, res.Header)
	}
	id(t, b.post(t, "converter=grayscale", sample(t), "X-Forwarded-For", "203.0.113.8"))
}
