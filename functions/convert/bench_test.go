package function

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/limit"
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
	limits, err := timeouts(c, nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{}
	b.sink = httptest.NewServer(http.HandlerFunc(b.receive))
	t.Cleanup(b.sink.Close)
	b.service = &service{
		catalog: c, records: job.NewRecords(memory.New()), settings: settings, sender: event.NewSender(b.sink.URL),
		clients: limit.New(10, 1, time.Now), timeouts: limits,
	}
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

func (b *bench) sent() []event.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.events
}
