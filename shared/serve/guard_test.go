package serve

import (
	"bufio"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

var impatient = guard{body: 200 * time.Millisecond, stall: 200 * time.Millisecond, grace: 300 * time.Millisecond, rate: 1 << 20}

// guarded is the address of a container's server that runs until the test ends.
func guarded(t *testing.T, h http.Handler) string { return guardedBy(t, impatient, h) }

func guardedBy(t *testing.T, g guard, h http.Handler) string {
	t.Helper()
	started, done := make(chan net.Addr, 1), make(chan error, 1)
	ctx, stop := context.WithCancel(context.Background())
	go func() {
		done <- Run(ctx, Config{Handler: h, Grace: time.Millisecond, Drain: time.Second,
			Started: func(a net.Addr) { started <- a }, guard: g})
	}()
	t.Cleanup(func() { stop(); <-done })
	addr := <-started
	return fmt.Sprintf("127.0.0.1:%d", addr.(*net.TCPAddr).Port)
}

func send(t *testing.T, addr, raw string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.WriteString(conn, raw); err != nil {
		t.Fatal(err)
	}
	return conn
}

func TestABodyThatNobodyReadsEnds(t *testing.T) {
	addr := guarded(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok") }))
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/other"} {
		for _, length := range []string{"Content-Length: 10", "Transfer-Encoding: chunked"} {
			t.Run(path+" "+length, func(t *testing.T) {
				t.Parallel()
				conn := send(t, addr, "GET "+path+" HTTP/1.1\r\nHost: x\r\n"+length+"\r\n\r\n")
				all, err := io.ReadAll(conn)
				if err != nil || !strings.HasPrefix(string(all), "HTTP/1.1 200") {
					t.Errorf("%v after %.40q", err, all)
				}
			})
		}
	}
}

// A handler that reads the whole body may work for longer than it took.
func TestTheGuardOfABodyEndsWithIt(t *testing.T) {
	addr := guarded(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		select {
		case <-r.Context().Done():
			w.WriteHeader(http.StatusInternalServerError)
		case <-time.After(2 * impatient.body):
		}
	}))
	conn := send(t, addr, "")
	r := bufio.NewReader(conn)
	for range 2 {
		_, _ = io.WriteString(conn, "POST /work HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
		res, err := http.ReadResponse(r, nil)
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%v %v", res, err)
		}
	}
}

// writes is a handler that reports how its writing of size bytes ended.
func writes(size int) (http.Handler, chan error) {
	ended := make(chan error, 1)
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, err := w.Write(make([]byte, size))
		ended <- err
	}), ended
}

func TestASlowReaderIsCutOff(t *testing.T) {
	const size = 64 << 20
	for _, c := range []struct {
		name  string
		piece int
		every time.Duration
		cut   bool
	}{
		{"fast", 1 << 20, 0, false},
		{"not at all", 0, 0, true},
		// Never still, and yet below the rate.
		{"too slow", 32 << 10, 50 * time.Millisecond, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			h, ended := writes(size)
			g := impatient
			if !c.cut {
				g.stall = 5 * time.Second // a busy machine stalls the fastest reader
			}
			conn := send(t, guardedBy(t, g, h), "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
			_ = conn.(*net.TCPConn).SetReadBuffer(64 << 10)
			stop := make(chan struct{})
			defer close(stop)
			go func() {
				buf := make([]byte, c.piece)
				for err := error(nil); err == nil && c.piece > 0; {
					_, err = conn.Read(buf)
					select {
					case <-stop:
						return
					case <-time.After(c.every):
					}
				}
			}()
			select {
			case err := <-ended:
				if (err != nil) != c.cut {
					t.Errorf("writing ended with %v", err)
				}
			case <-time.After(10 * time.Second):
				t.Error("it goes on")
			}
		})
	}
}

// A stream is a connection of its own here: its window is closed, and the
// connection that it is on goes on.
func TestAStreamThatIsNotReadIsCutOff(t *testing.T) {
	h, _ := writes(10)
	big, _ := writes(1 << 20)
	addr := guarded(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/big" {
			h = big
		}
		h.ServeHTTP(w, r)
	}))
	for _, path := range []string{"/healthz", "/metrics", "/small", "/big"} {
		t.Run(path, func(t *testing.T) {
			const settings, headers, reset = 4, 1, 3
			conn := send(t, addr, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"+
				frame(settings, 0, 0, "\x00\x04\x00\x00\x00\x00")+ // no window for any stream
				frame(headers, 5, 1, "\x82\x86\x44"+string(rune(len(path)))+path+"\x41\x01x"))
			r := bufio.NewReader(conn)
			for {
				kind, stream, err := nextFrame(r)
				if err != nil {
					t.Fatalf("no reset: %v", err)
				}
				if kind == reset && stream == 1 {
					return
				}
			}
		})
	}
}

func frame(kind, flags byte, stream uint32, payload string) string {
	head := []byte{0, 0, byte(len(payload)), kind, flags}
	return string(binary.BigEndian.AppendUint32(head, stream)) + payload
}

func nextFrame(r io.Reader) (kind byte, stream uint32, err error) {
	var head [9]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, 0, err
	}
	_, err = io.CopyN(io.Discard, r, int64(head[0])<<16|int64(head[1])<<8|int64(head[2]))
	return head[3], binary.BigEndian.Uint32(head[5:]), err
}

// A refused body ends its HTTP/1 connection. Over HTTP/2 it ends its stream.
func TestRefusalOverHTTP2(t *testing.T) {
	for major, want := range map[int]string{1: "close", 2: ""} {
		w := &deadlines{header: http.Header{}}
		r, _ := http.NewRequest(http.MethodPost, "/", strings.NewReader("too much"))
		r.ProtoMajor = major
		if _, err := readBody(w, r, Options{MaxBody: 3}.withDefaults()); err == nil || w.header.Get("Connection") != want {
			t.Errorf("HTTP/%d: %v, Connection: %q", major, err, w.header.Get("Connection"))
		}
		if w.read.IsZero() {
			t.Errorf("HTTP/%d: nothing bounds the rest of the body", major)
		}
	}
}

type deadlines struct {
	header http.Header
	read   time.Time
}

func (d *deadlines) Header() http.Header               { return d.header }
func (d *deadlines) Write(p []byte) (int, error)       { return len(p), nil }
func (d *deadlines) WriteHeader(int)                   {}
func (d *deadlines) SetReadDeadline(t time.Time) error { d.read = t; return nil }
