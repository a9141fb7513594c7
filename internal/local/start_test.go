package local

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/reverie-image/reverie/functions"
	"github.com/reverie-image/reverie/internal/local/datadir"
	"github.com/reverie-image/reverie/internal/local/s3server"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/serve"
)

func TestStartSaysWhatToDo(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	env := func(kv ...string) config.Env {
		m := map[string]string{}
		for i := 0; i < len(kv); i += 2 {
			m[kv[i]] = kv[i+1]
		}
		return config.Map(m, nil)
	}
	for _, test := range []struct {
		name string
		cfg  Config
		want []string
	}{
		{"port taken", Config{Addr: taken.Addr().String()}, []string{"listens on " + taken.Addr().String(), "-addr 127.0.0.1:"}},
		{"no port", Config{Addr: "localhost"}, []string{"-addr localhost", "a host and a port"}},
		{"no such port", Config{Addr: "127.0.0.1:http2000"}, []string{"127.0.0.1:http2000", "-addr"}},
		{"not ours", Config{Addr: "192.0.2.1:8080"}, []string{"no address 192.0.2.1", "-addr"}},
		{"folder", Config{Data: filepath.Join(file, "x")}, []string{"cannot create the data folder", "-data DIR"}},
		{"job TTL", Config{JobTTL: -time.Second}, []string{"-1s", "positive"}},
		{"environment", Config{Env: env("JOB_TTL", "soon", "S3_ATTEMPTS", "0")}, []string{"JOB_TTL", "soon", "100s"}},
		{"limits", Config{Env: env("CONVERSIONS", "0")}, []string{"CONVERSIONS=0", "at least 1"}},
		{"gateway", Config{Env: env("MAX_UPLOADS", "many")}, []string{"MAX_UPLOADS", "many"}},
		{"converters", Config{Env: env("CONVERTERS", "{")}, []string{"CONVERTERS"}},
		{"storage away", Config{Env: env("S3_ENDPOINT", "http://127.0.0.1:1", "S3_ACCESS_KEY_ID", "a", "S3_SECRET_ACCESS_KEY", "b", "S3_ATTEMPTS", "1")},
			[]string{"the S3 server at http://127.0.0.1:1 (S3_ENDPOINT)"}},
		{"no credentials", Config{Env: env("S3_ENDPOINT", "http://127.0.0.1:1")}, []string{"S3_ACCESS_KEY_ID"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.cfg.Addr == "" {
				test.cfg.Addr = "127.0.0.1:0"
			}
			if test.cfg.Data == "" {
				test.cfg.Data = t.TempDir()
			}
			if test.cfg.Env == nil {
				test.cfg.Env = env()
			}
			s, err := Start(t.Context(), test.cfg)
			if err == nil {
				_ = s.Close(t.Context())
				t.Fatal("started")
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
		})
	}
	start(t, Config{}) // nothing of the failed attempts is left
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	var notice bytes.Buffer
	cfg := Config{Addr: "127.0.0.1:0", Data: t.TempDir(), Env: config.Map(nil, nil), Notice: &notice}
	err := Run(ctx, cfg, func(s *Server) {
		if !s.Loopback() || s.Data() != cfg.Data {
			t.Errorf("at %s, data at %s", s.URL(), s.Data())
		}
		cancel()
	})
	if err != nil || !strings.Contains(notice.String(), "Finishing") {
		t.Errorf("%v, said %q", err, notice.String())
	}
}

func TestExternalStorage(t *testing.T) {
	dir, err := datadir.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer dir.Close()
	storage, err := s3server.Start(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	defer storage.Close(context.Background())
	s := open(t, Config{Env: config.Map(storage.Env(), nil), Data: "/nowhere/that/exists"})
	defer closeWithin(t, s, 10*time.Second)
	if res, body := poll(t, s, submit(t, s, "grayscale")); res.StatusCode != http.StatusOK {
		t.Errorf("%s %s", res.Status, body)
	}
	if s.Data() != storage.Endpoint() {
		t.Errorf("data at %s", s.Data())
	}
}

// A function may run in a process of its own, with the same environment.
func TestRemoteFunction(t *testing.T) {
	var there atomic.Value
	var calls atomic.Int32
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		calls.Add(1)
		there.Load().(http.Handler).ServeHTTP(w, r)
	}))
	defer elsewhere.Close()
	s := start(t, Config{Remote: map[string]string{"grayscale": elsewhere.URL}})
	f, _ := functions.Lookup("grayscale")
	handle, err := f.New(s.Env())
	if err != nil {
		t.Fatal(err)
	}
	there.Store(serve.HTTP("grayscale", handle, serve.Options{}))
	if res, body := poll(t, s, submit(t, s, "grayscale")); res.StatusCode != http.StatusOK || calls.Load() != 1 {
		t.Errorf("as a job: %s after %d calls: %s", res.Status, calls.Load(), body)
	}
	if res, body := do(t, http.MethodPost, s.URL()+"/api/converters/grayscale", pngOf(2, 2)); res.StatusCode != http.StatusOK || calls.Load() != 2 {
		t.Errorf("directly: %s after %d calls: %s", res.Status, calls.Load(), body)
	}
}

func TestEventsComeFromInsideOnly(t *testing.T) {
	s := start(t, Config{})
	event := []string{"Ce-Specversion", "1.0", "Ce-Id", "1", "Ce-Source", "/s", "Ce-Type", "t"}
	base := "http://" + s.inside.listener.Addr().String()
	for path, want := range map[string]int{
		s.inside.secret + "/broker":                           202,
		"/broker":                                             404,
		"/AAAAAAAAAAAAAAAAAAAAAAAAAA/broker":                  404,
		"/AAAAAAAAAAAAAAAAAAAAAAAAAA/functions/sweep":         404,
		"/" + s.inside.secret + "/broker":                     404,
		s.inside.secret + "x/broker":                          404,
		s.inside.secret:                                       404,
		s.inside.secret + "/":                                 404,
		s.inside.secret + "/functions/none":                   404,
		"/%2e" + s.inside.secret[1:] + "/broker":              404,
		s.inside.secret + "/functions/..%2f..%2fetc%2fpasswd": 404,
	} {
		if res, body := do(t, http.MethodPost, base+path, nil, event...); res.StatusCode != want {
			t.Errorf("%s: %s, want %d: %s", path, res.Status, want, body)
		}
	}
	if res, _ := do(t, http.MethodPost, s.URL()+s.inside.secret+"/broker", nil, event...); res.StatusCode != http.StatusNotFound {
		t.Errorf("through the gateway: %s", res.Status)
	}
}

// Connections that clients hold in reserve do not hold the end up.
func TestCloseDoesNotWaitForUnusedConnections(t *testing.T) {
	s := open(t, Config{})
	for range 3 {
		for _, addr := range []net.Addr{s.addr, s.inside.listener.Addr()} {
			c, err := net.Dial("tcp", addr.String())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
		}
	}
	time.Sleep(50 * time.Millisecond)
	began := time.Now()
	closeWithin(t, s, 4*time.Second)
	t.Logf("closed in %v", time.Since(began))
}

func TestBrowserURL(t *testing.T) {
	for addr, want := range map[string]string{
		"127.0.0.1:80": "http://127.0.0.1:80", "0.0.0.0:8080": "http://localhost:8080",
		"[::]:8080": "http://localhost:8080", "[::1]:8080": "http://[::1]:8080", "192.0.2.7:1": "http://192.0.2.7:1",
	} {
		tcp, err := net.ResolveTCPAddr("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		if got := browserURL(tcp); got != want {
			t.Errorf("%s: got %s, want %s", addr, got, want)
		}
	}
}
