package main

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The targets for the container main; see docs/performance.md for what is
// measured.
const (
	maxBinary = 25 << 20
	maxIdle   = 30 << 20
)

var binaryDir string

func TestMain(m *testing.M) {
	var err error
	if binaryDir, err = os.MkdirTemp("", "reverie"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(binaryDir)
	os.Exit(code)
}

// build makes the binary as the container image has it, once. Without inlining
// the SDK of S3 is 1.5 MB smaller, and waits for the network as before.
var build = sync.OnceValues(func() (string, error) {
	path := filepath.Join(binaryDir, "reverie")
	cmd := exec.Command("go", "build", "-trimpath", "-ldflags=-s -w", "-gcflags=github.com/aws/...=-l", "-o", path, ".")
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	return path, nil
})

// process is a container main of its own.
type process struct {
	cmd *exec.Cmd
	url string
	log bytes.Buffer // read after wait only
}

func launch(tb testing.TB, env ...string) *process {
	tb.Helper()
	path, err := build()
	if err != nil {
		tb.Fatal(err)
	}
	port := freePort(tb)
	p := &process{cmd: exec.Command(path), url: "http://127.0.0.1:" + strconv.Itoa(port)}
	p.cmd.Env = append([]string{"PORT=" + strconv.Itoa(port), "SHUTDOWN_GRACE=1ms"}, env...)
	p.cmd.Stderr = &p.log
	if err := p.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		_ = p.cmd.Process.Kill()
		_ = p.cmd.Wait()
	})
	return p
}

func freePort(tb testing.TB) int {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

// waitFor sends a request until its answer is 200.
func (p *process) waitFor(tb testing.TB, method, path string, body []byte) {
	tb.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	for deadline := time.Now().Add(10 * time.Second); ; {
		req, err := http.NewRequest(method, p.url+path, bytes.NewReader(body))
		if err != nil {
			tb.Fatal(err)
		}
		res, err := client.Do(req)
		if err == nil {
			answer, _ := io.ReadAll(res.Body)
			_ = res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return
			}
			err = fmt.Errorf("%s: %s", res.Status, answer)
		}
		if time.Now().After(deadline) {
			tb.Fatalf("no 200 from %s: %v", path, err)
		}
		time.Sleep(100 * time.Microsecond)
	}
}

func (p *process) terminate(tb testing.TB) error {
	tb.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		tb.Fatal(err)
	}
	return p.cmd.Wait()
}

// memory is what the process holds resident now, in bytes.
func (p *process) memory(tb testing.TB) int {
	tb.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		tb.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")))
			if err != nil {
				tb.Fatal(err)
			}
			return kib << 10
		}
	}
	tb.Fatalf("no VmRSS in %s", status)
	return 0
}

func tinyPNG(tb testing.TB) []byte {
	tb.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewRGBA(image.Rect(0, 0, 4, 4))); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func TestProcessConvertsDrainsAndStaysSmall(t *testing.T) {
	p := launch(t, "FUNCTION=grayscale", "LOG_LEVEL=debug")
	p.waitFor(t, http.MethodPost, "/", tinyPNG(t))
	if info, err := os.Stat(p.cmd.Path); err != nil || info.Size() >= maxBinary {
		t.Errorf("the binary has %d bytes, over %d; %v", info.Size(), maxBinary, err)
	}
	if got := p.memory(t); got >= maxIdle {
		t.Errorf("idle memory is %d, over %d", got, maxIdle)
	}
	if err := p.terminate(t); err != nil {
		t.Errorf("after SIGTERM: %v\n%s", err, p.log.String())
	}
	for _, want := range []string{`"msg":"draining"`, `"function":"grayscale"`, `"status":200`} {
		if !strings.Contains(p.log.String(), want) {
			t.Errorf("%s is missing in the log:\n%s", want, p.log.String())
		}
	}
}

func TestProcessIsTheGateway(t *testing.T) {
	p := launch(t, "FUNCTION=web")
	p.waitFor(t, http.MethodGet, "/", nil)
	for path, want := range map[string]int{"/healthz": 200, "/readyz": 200, "/metrics": 404, "/api/jobs/x": 503} {
		res, err := http.Get(p.url + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%s: %s, want %d", path, res.Status, want)
		}
	}
	if err := p.terminate(t); err != nil {
		t.Errorf("after SIGTERM: %v\n%s", err, p.log.String())
	}
}

func TestProcessExitsWithAReason(t *testing.T) {
	p := launch(t, "FUNCTION=nonsense")
	err := p.cmd.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != exitUsage {
		t.Errorf("got %v, want exit code %d", err, exitUsage)
	}
	if out := p.log.String(); !strings.Contains(out, `"nonsense"`) || !strings.Contains(out, "grayscale") {
		t.Errorf("it says %q", out)
	}
}

// BenchmarkColdStart measures from exec to the first converted picture, and
// what the process then holds.
func BenchmarkColdStart(b *testing.B) {
	picture := tinyPNG(b)
	if _, err := build(); err != nil {
		b.Fatal(err)
	}
	var memory int
	b.ResetTimer()
	for b.Loop() {
		p := launch(b, "FUNCTION=grayscale")
		p.waitFor(b, http.MethodPost, "/", picture)
		b.StopTimer()
		time.Sleep(200 * time.Millisecond) // idle
		memory = max(memory, p.memory(b))
		if err := p.terminate(b); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.StopTimer()
	path, _ := build()
	info, err := os.Stat(path)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/op")
	b.ReportMetric(float64(memory)/(1<<20), "idle-MiB")
	b.ReportMetric(float64(info.Size())/(1<<20), "binary-MiB")
}
