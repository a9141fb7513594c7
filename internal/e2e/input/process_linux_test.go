package input

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// process is the program as people run it, in a process of its own.
type process struct {
	url string
	cmd *exec.Cmd
	out *bytes.Buffer // what it said on its standard error
}

// startProcess builds the program, runs it on a free port and waits until it
// says where it is.
func startProcess(t *testing.T) *process {
	t.Helper()
	program := filepath.Join(t.TempDir(), "reverie")
	build := exec.CommandContext(t.Context(), "go", "build", "-o", program, ".")
	build.Dir = filepath.Join("..", "..", "..")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	p := &process{out: &bytes.Buffer{}}
	p.cmd = exec.Command(program, "-addr", "127.0.0.1:0", "-data", t.TempDir(), "-log-level", "error")
	p.cmd.Env = []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH")}
	p.cmd.Stderr = p.out
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.stop(t) })
	for lines := bufio.NewScanner(stdout); p.url == "" && lines.Scan(); {
		_, p.url, _ = strings.Cut(lines.Text(), "running at ")
	}
	go func() { _, _ = io.Copy(io.Discard, stdout) }()
	if p.url == "" {
		t.Fatalf("it does not start: %s", p.out)
	}
	return p
}

func (p *process) stop(t *testing.T) {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	ended := make(chan error, 1)
	go func() { ended <- p.cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil || bytes.Contains(p.out.Bytes(), []byte("panic")) {
			t.Errorf("the process ended with %v\n%s", err, p.out)
		}
	case <-time.After(20 * time.Second):
		_ = p.cmd.Process.Kill()
		t.Error("the process does not end")
	}
}

// peak is the most memory that the process ever had, in MB (10⁶ bytes).
func (p *process) peak(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	n, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return n * 1024 / 1_000_000
}

// forgetPeak starts the count anew from what the process has now.
func (p *process) forgetPeak(t *testing.T) {
	t.Helper()
	if err := os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", p.cmd.Process.Pid), []byte("5"), 0); err != nil {
		t.Fatal(err)
	}
}

// post sends a picture and returns the answer's status and where it points.
func (p *process) post(t *testing.T, path string, body []byte) (status int, location string) {
	t.Helper()
	return p.postAs(t, path, body, "application/octet-stream")
}

// postForm is post with the picture in a form.
func (p *process) postForm(t *testing.T, path string, picture []byte) (status int) {
	t.Helper()
	body, kind := form(t, field{"file", "picture", picture})
	status, _ = p.postAs(t, path, body, kind)
	return status
}

func (p *process) postAs(t *testing.T, path string, body []byte, kind string) (status int, location string) {
	t.Helper()
	res, err := http.Post(p.url+path, kind, bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return 0, ""
	}
	defer func() { _ = res.Body.Close() }()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode, res.Header.Get("Location")
}

// poll waits for a job's end.
func (p *process) poll(t *testing.T, job string) int {
	t.Helper()
	for deadline := time.Now().Add(100 * time.Second); time.Now().Before(deadline); time.Sleep(100 * time.Millisecond) {
		res, err := http.Get(p.url + job)
		if err != nil {
			t.Error(err)
			return 0
		}
		_, _ = io.Copy(io.Discard, res.Body)
		_ = res.Body.Close()
		if res.StatusCode != http.StatusAccepted {
			return res.StatusCode
		}
	}
	t.Errorf("%s does not end", job)
	return 0
}
