package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// process is a server that runs.
type process struct {
	cmd  *exec.Cmd
	base string
}

// start begins a server and answers at once: it may not listen yet.
func start(ctx context.Context, k kind) (*process, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	port := strconv.Itoa(l.Addr().(*net.TCPAddr).Port)
	_ = l.Close()
	argv := k.argv(port)
	p := &process{exec.CommandContext(ctx, argv[0], argv[1:]...), "http://127.0.0.1:" + port}
	p.cmd.Stderr = os.Stderr
	p.cmd.Env = append(os.Environ(), "JOB_CLIENT_RATE=100000000", "JOB_CLIENT_BURST=100000000")
	return p, p.cmd.Start()
}

func (p *process) stop() {
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
}

// first waits for a picture to be converted.
func (p *process) first(ctx context.Context, path string, data []byte) error {
	var err error
	for ctx.Err() == nil {
		if err = post(ctx, p.base+path, data); err == nil {
			return nil
		}
		time.Sleep(time.Millisecond)
	}
	return err
}

func post(ctx context.Context, url string, data []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(data))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/octet-stream")
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s: %.200s", url, res.Status, body)
	}
	return err
}

// cpu is the time that the process has used, of all its threads: fields 14 and
// 15 of /proc/PID/stat, in hundredths of a second.
func (p *process) cpu() (time.Duration, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(b[bytes.LastIndexByte(b, ')')+1:]))
	var ticks int64
	for _, f := range fields[11:13] {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, nil
}

// peak is the most memory that it ever had, in MB.
func (p *process) peak() float64 {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			kib, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return kib * 1024 / 1e6
		}
	}
	return 0
}
