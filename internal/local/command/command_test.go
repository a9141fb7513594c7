package command

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/config"
)

// terminal is a writer that others may read meanwhile.
type terminal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (t *terminal) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.Write(p)
}

func (t *terminal) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.String()
}

func TestRunPrintsTheURL(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	data := t.TempDir()
	var out, log terminal
	done := make(chan error, 1)
	go func() {
		done <- Run(ctx, []string{"-addr", "127.0.0.1:0", "-data", data, "-log-level", "debug"}, config.Map(nil, nil), &out, &log)
	}()
	var url string
	for deadline := time.Now().Add(10 * time.Second); url == "" && time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		for line := range strings.Lines(out.String()) {
			if _, after, ok := strings.Cut(line, "running at "); ok {
				url = strings.TrimSpace(after)
			}
		}
	}
	res, err := http.Get(url + "/healthz")
	if err != nil {
		t.Fatalf("%q: %v\n%s%s", url, err, &out, &log)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusOK || !strings.Contains(out.String(), data) {
		t.Errorf("%s, said %q", res.Status, &out)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if !strings.Contains(log.String(), `"msg":"started"`) {
		t.Errorf("log: %s", &log)
	}
}

func TestUsage(t *testing.T) {
	for _, test := range []struct {
		args     string
		err      error
		out, say []string
	}{
		{"-h", nil, []string{"-addr host:port", "-data folder", "-models folder", "-list-models folder", "-job-ttl", "-open", "JOB_TTL", "S3_ENDPOINT", "S3_BUCKET_MODELS", "OTEL_TRACES_EXPORTER", "127.0.0.1:8080"}, nil},
		{"-version", nil, []string{"reverie "}, nil},
		{"-nonsense", ErrUsage, nil, []string{"-nonsense", "reverie -h"}},
		{"-job-ttl soon", ErrUsage, nil, []string{"soon", "reverie -h"}},
		{"-job-ttl -1s", ErrUsage, nil, []string{"-1s", "positive"}},
		{"picture.jpg", ErrUsage, nil, []string{"picture.jpg"}},
	} {
		var out, say bytes.Buffer
		err := Run(t.Context(), strings.Fields(test.args), config.Map(nil, nil), &out, &say)
		if !errors.Is(err, test.err) {
			t.Errorf("%s: %v", test.args, err)
		}
		contains(t, test.args, out.String(), test.out)
		contains(t, test.args, say.String(), test.say)
	}
}

func contains(t *testing.T, what, text string, parts []string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(text, p) {
			t.Errorf("%s: no %q in %q", what, p, text)
		}
	}
}

func TestBadSettings(t *testing.T) {
	for name, args := range map[string][]string{
		"LOG_LEVEL":            {"-log-level", "loud"},
		"cannot create":        {"-addr", "127.0.0.1:0", "-data", "/dev/null/x"},
		"OTEL_TRACES_EXPORTER": {"-addr", "127.0.0.1:0"},
	} {
		env := map[string]string{}
		if strings.HasPrefix(name, "OTEL") {
			env[name] = "carrier-pigeon"
		}
		err := Run(t.Context(), args, config.Map(env, nil), io.Discard, io.Discard)
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
