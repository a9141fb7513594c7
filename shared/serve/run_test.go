package serve_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/serve"
)

// running is a container's server under test.
type running struct {
	url  string
	stop context.CancelFunc
	done chan error
}

func run(t *testing.T, cfg serve.Config) running {
	t.Helper()
	captureLog(t)
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	started, done := make(chan net.Addr, 1), make(chan error, 1)
	cfg.Started = func(a net.Addr) { started <- a }
	go func() { done <- serve.Run(ctx, cfg) }()
	select {
	case addr := <-started:
		_, port, _ := net.SplitHostPort(addr.String())
		return running{"http://127.0.0.1:" + port, cancel, done}
	case err := <-done:
		t.Fatalf("did not start: %v", err)
	}
	return running{}
}

func (r running) wait(t *testing.T) error {
	t.Helper()
	select {
	case err := <-r.done:
		return err
	case <-time.After(10 * time.Second):
		t.Fatal("it does not end")
		return nil
	}
}

func get(t *testing.T, client *http.Client, url string) (int, string) {
	t.Helper()
	res, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(body)
}

func newClient(t *testing.T, http2 bool) *http.Client {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(!http2)
	protocols.SetUnencryptedHTTP2(http2)
	transport := &http.Transport{Protocols: protocols}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

// slow answers once release is closed, and says when it was entered.
func slow() (h http.Handler, entered, release chan struct{}) {
	entered, release = make(chan struct{}, 1), make(chan struct{})
	return serve.HTTP("slow", func(req handler.Request) (handler.Response, error) {
		entered <- struct{}{}
		select {
		case <-release:
			return fn.Bytes(http.StatusOK, "text/plain", []byte("done")), nil
		case <-fn.Context(req).Done():
			return handler.Response{}, fn.Context(req).Err()
		}
	}, serve.Options{}), entered, release
}

func TestDrain(t *testing.T) {
	for name, http2 := range map[string]bool{"HTTP/1.1": false, "h2c": true} {
		t.Run(name, func(t *testing.T) {
			h, entered, release := slow()
			server := run(t, serve.Config{Handler: h, Grace: 300 * time.Millisecond, Drain: 5 * time.Second})
			client := newClient(t, http2)
			if code, _ := get(t, client, server.url+"/readyz"); code != http.StatusOK {
				t.Errorf("ready: %d", code)
			}
			answer := make(chan string, 1)
			go func() {
				_, body := get(t, client, server.url+"/work")
				answer <- body
			}()
			<-entered
			server.stop()
			time.Sleep(50 * time.Millisecond)
			if code, body := get(t, client, server.url+"/readyz"); code != http.StatusServiceUnavailable || body != "draining\n" {
				t.Errorf("ready while draining: %d %q", code, body)
			}
			if code, _ := get(t, client, server.url+"/healthz"); code != http.StatusOK {
				t.Errorf("live while draining: %d", code)
			}
			time.Sleep(400 * time.Millisecond) // past the grace
			if _, err := newClient(t, http2).Get(server.url + "/healthz"); err == nil {
				t.Error("a new connection was taken after the grace")
			}
			close(release)
			if got := <-answer; got != "done" {
				t.Errorf("the request under way got %q", got)
			}
			if err := server.wait(t); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestDrainIsBounded(t *testing.T) {
	h, entered, _ := slow()
	server := run(t, serve.Config{Handler: h, Grace: time.Millisecond, Drain: 100 * time.Millisecond})
	gone := make(chan struct{})
	go func() {
		if res, err := http.Get(server.url); err == nil {
			_ = res.Body.Close()
		}
		close(gone)
	}()
	<-entered
	server.stop()
	if err := server.wait(t); err == nil || !strings.Contains(err.Error(), "cut off") {
		t.Errorf("error %v", err)
	}
	<-gone
}

func TestHealthAndMetrics(t *testing.T) {
	hello := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "hello "+r.Proto) })
	free, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	second := free.Addr().(*net.TCPAddr).Port
	_ = free.Close()
	for _, c := range []struct {
		name                string
		cfg                 serve.Config
		onPort, onOtherPort int
	}{
		{"one port", serve.Config{}, 200, 0},
		{"public", serve.Config{Public: true}, 404, 0},
		{"two ports", serve.Config{MetricsPort: second}, 404, 200},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.cfg.Handler, c.cfg.Grace, c.cfg.Drain = hello, time.Millisecond, 10*time.Second
			server := run(t, c.cfg)
			client := newClient(t, false)
			for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/metrics": c.onPort, "/": 200} {
				if code, _ := get(t, client, server.url+path); code != want {
					t.Errorf("%s: %d, want %d", path, code, want)
				}
			}
			if c.onOtherPort != 0 {
				other := "http://127.0.0.1:" + strconv.Itoa(second)
				if code, _ := get(t, client, other+"/metrics"); code != c.onOtherPort {
					t.Errorf("metrics on the second port: %d", code)
				}
				if code, _ := get(t, client, other+"/"); code != http.StatusNotFound {
					t.Errorf("the function on the second port: %d", code)
				}
			}
			for http2, want := range map[bool]string{false: "hello HTTP/1.1", true: "hello HTTP/2.0"} {
				if _, body := get(t, newClient(t, http2), server.url); body != want {
					t.Errorf("got %q, want %q", body, want)
				}
			}
			server.stop()
			if err := server.wait(t); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestRunSaysWhichPortIsTaken(t *testing.T) {
	taken, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := taken.Addr().(*net.TCPAddr).Port
	err = serve.Run(context.Background(), serve.Config{Port: port})
	if err == nil || !strings.Contains(err.Error(), strconv.Itoa(port)) {
		t.Errorf("error %v does not name %d", err, port)
	}
}

func TestConfigFromEnv(t *testing.T) {
	cfg, err := serve.ConfigFromEnv(config.Map(nil, nil))
	if err != nil || cfg.Port != 8080 || cfg.MetricsPort != 0 || cfg.Grace != time.Second || cfg.Drain != 25*time.Second {
		t.Errorf("defaults %+v, %v", cfg, err)
	}
	_, err = serve.ConfigFromEnv(config.Map(map[string]string{"PORT": "http", "SHUTDOWN_GRACE": "-1s"}, nil))
	if err == nil || !strings.Contains(err.Error(), "PORT") || !strings.Contains(err.Error(), "SHUTDOWN_GRACE") {
		t.Errorf("error %v names neither", err)
	}
}
