package web

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/serve"
)

const (
	pictureSize = 1 << 20
	answerSize  = 64 << 20 // no socket takes as much
)

// Cramped is a gateway with memory for one picture, over a function convert.
func cramped(t *testing.T, convert fn.Handle) *world {
	return newWorld(t, func(c *Config) {
		c.Limits = Limits{Image: pictureSize, Pictures: 1, Buffered: pictureSize + 100<<10, BufferWait: 2 * time.Second}
		rest, inside := c.Functions, serve.HTTP("convert", convert, serve.Options{})
		c.Functions = func(name string) http.Handler {
			if name == "convert" {
				return inside
			}
			return rest(name)
		}
	})
}

func picture(n int) string { return strings.Repeat("p", n) }

func upload(n int) string {
	return uploadHead + fmt.Sprintf("Content-Length: %d\r\n\r\n", n) + picture(n)
}

// A client that does not read its answer holds no memory for its picture.
func TestSlowReadersHoldNoShare(t *testing.T) {
	answer := make([]byte, answerSize)
	collected := make(chan struct{}, 10)
	w := cramped(t, func(req handler.Request) (handler.Response, error) {
		runtime.AddCleanup(&req.Body[0], func(int) { collected <- struct{}{} }, 0)
		return fn.Bytes(http.StatusOK, "image/png", answer), nil
	})
	for range 3 {
		_, r := w.dial(t, upload(pictureSize))
		if res := answerTo(t, r); res.StatusCode != http.StatusOK { // its header and no more
			t.Fatalf("behind slow readers: %d", res.StatusCode)
		}
	}
	for range 3 {
		waitFor(t, func() bool {
			runtime.GC()
			select {
			case <-collected:
				return true
			default:
				return false
			}
		})
	}
}

// A function that waits has said that it needs the picture no more.
func TestAWaitHoldsNoShare(t *testing.T) {
	release, waiting := make(chan struct{}), make(chan struct{}, 3)
	w := cramped(t, func(req handler.Request) (handler.Response, error) {
		kept := req.Body
		fn.Release(req)
		fn.Release(req) // once more does no harm
		waiting <- struct{}{}
		<-release
		return fn.Bytes(http.StatusOK, "text/plain", []byte(fmt.Sprint(len(kept), strings.Count(string(kept), "p")))), nil
	})
	defer w.Close()
	var answers []func() *http.Response
	for range 3 {
		_, r := w.dial(t, upload(pictureSize))
		answers = append(answers, func() *http.Response { return answerTo(t, r) })
		select {
		case <-waiting:
		case <-time.After(5 * time.Second):
			close(release)
			t.Fatal("behind a wait nobody comes in")
		}
	}
	close(release)
	for _, answer := range answers { // who still has the bytes has its own
		if got := bodyOf(t, answer()); got != fmt.Sprint(pictureSize, pictureSize) {
			t.Errorf("a picture changed: %s", got)
		}
	}
}

// What is sent to a function elsewhere is in memory here until it is sent.
func TestSentBodiesHoldNoShare(t *testing.T) {
	release, waiting := make(chan struct{}), make(chan struct{}, 3)
	platform := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		waiting <- struct{}{}
		<-release
	}))
	defer platform.Close()
	defer close(release)
	w := newWorld(t, func(c *Config) {
		c.Limits = Limits{Image: pictureSize, Pictures: 1, Buffered: pictureSize + 100<<10, BufferWait: 2 * time.Second}
		c.Functions = newRemote(t, platform.URL+"/{name}")
	})
	for range 3 {
		w.dial(t, upload(pictureSize))
		select {
		case <-waiting:
		case <-time.After(5 * time.Second):
			t.Fatal("behind an answer that takes its time nobody comes in")
		}
	}
}

// A small body can be sent again when a connection turns out to be closed.
func TestSmallBodiesStayUntilTheAnswer(t *testing.T) {
	h, err := New(Config{Functions: Local(nil), Static: testStatic})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		payload   payload
		afterSent bool
	}{{small, true}, {image, false}} {
		b := h.(*gateway).newBody(c.payload)
		b.data = []byte("abc")
		r := httptest.NewRequest(http.MethodPost, "/", nil)
		b.attach(r)
		if all, err := io.ReadAll(r.Body); err != nil || string(all) != "abc" {
			t.Errorf("%q %v", all, err)
		}
		again, err := r.GetBody()
		if (err == nil) != c.afterSent {
			t.Errorf("payload %d, once sent: %v", c.payload, err)
		}
		b.begun()
		if _, err := r.GetBody(); err == nil {
			t.Errorf("payload %d: still there after the answer", c.payload)
		}
		if again != nil {
			if _, err := again.Read(make([]byte, 3)); err == nil || err == io.EOF {
				t.Errorf("half a body looks whole: %v", err)
			}
		}
	}
}

// Pictures that wait for memory do not keep out who signs in.
func TestSmallBodiesDoNotQueue(t *testing.T) {
	release, inside := make(chan struct{}), make(chan struct{}, 1)
	w := cramped(t, func(handler.Request) (handler.Response, error) {
		inside <- struct{}{}
		<-release
		return fn.Empty(http.StatusNoContent), nil
	})
	defer close(release)
	w.dial(t, upload(pictureSize))
	<-inside
	conn, _ := w.dial(t, upload(pictureSize)[:200<<10]) // waits for the second part of its share
	defer conn.Close()
	time.Sleep(100 * time.Millisecond)
	begun := time.Now()
	res := w.send(t, "POST", "/api/login", strings.NewReader(`{"username":"ada","password":"correct horse"}`), "Authorization", goodToken)
	if took := time.Since(begun); res.StatusCode != 200 || took > time.Second {
		t.Errorf("%d after %v", res.StatusCode, took)
	}
}

// Nor do clients that announce small bodies and do not send them.
func TestSmallAnnouncementsAreCheap(t *testing.T) {
	w := newWorld(t, func(c *Config) { c.Limits = Limits{SmallBuffered: 256 << 10, BufferWait: 50 * time.Millisecond} })
	for range 30 {
		w.dial(t, "POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Length: 65536\r\n\r\n")
	}
	time.Sleep(100 * time.Millisecond)
	if res := w.send(t, "POST", "/api/login", bytes.NewReader(make([]byte, 64<<10)), "Authorization", goodToken); res.StatusCode != 200 {
		t.Errorf("an honest login got %d", res.StatusCode)
	}
}

// Over HTTP/2 a refusal ends its stream, and not the connection of all others.
func TestRefusalOverHTTP2(t *testing.T) {
	w := newWorld(t, nil)
	server := httptest.NewUnstartedServer(w.Config.Handler)
	server.Config.Protocols = new(http.Protocols)
	server.Config.Protocols.SetUnencryptedHTTP2(true)
	conns := make(chan net.Conn, 10)
	server.Config.ConnState = func(c net.Conn, state http.ConnState) {
		if state == http.StateNew {
			conns <- c
		}
	}
	server.Start()
	defer server.Close()
	transport := &http.Transport{Protocols: server.Config.Protocols}
	defer transport.CloseIdleConnections()
	for range 3 {
		req, _ := http.NewRequest("POST", server.URL+"/api/login", bytes.NewReader(make([]byte, 100<<10)))
		res, err := transport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		wantProblem(t, res, fault.TooLarge)
		_ = res.Body.Close()
	}
	if len(conns) != 1 {
		t.Errorf("%d connections for three requests", len(conns))
	}
}
