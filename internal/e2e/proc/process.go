package proc

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// Command says what to run. Env is all of the process's environment but PATH
// and HOME: what a developer's machine has set is not for tests.
type Command struct {
	Path string
	Args []string
	Env  []string
}

// Process is a running program.
type Process struct {
	tb   testing.TB
	cmd  *exec.Cmd
	log  string
	done chan struct{}
	end  sync.Once
	err  error // once done is closed
}

// Start runs c until the test ends, at the latest. When the test has failed by
// then, the end of what the process wrote is logged.
func Start(tb testing.TB, c Command) *Process {
	tb.Helper()
	out, err := os.CreateTemp(tb.TempDir(), "log-*")
	if err != nil {
		tb.Fatal(err)
	}
	defer out.Close()
	p := &Process{tb: tb, cmd: exec.Command(c.Path, c.Args...), log: out.Name(), done: make(chan struct{})}
	p.cmd.Dir = here
	p.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + filepath.Dir(out.Name())}, c.Env...)
	p.cmd.Stdout, p.cmd.Stderr = out, out
	dieWithParent(p.cmd)
	if err := p.cmd.Start(); err != nil {
		tb.Fatal(err)
	}
	go func() {
		p.err = p.cmd.Wait()
		close(p.done)
	}()
	tb.Cleanup(func() {
		p.Kill()
		if tb.Failed() {
			tb.Logf("%s (process %d) wrote:\n%s", filepath.Base(c.Path), p.PID(), tail(p.Log()))
		}
	})
	return p
}

// PID is the process's number.
func (p *Process) PID() int { return p.cmd.Process.Pid }

// Kill ends the process as kill -9 does, and returns once it is gone. A process
// that has ended already is left alone.
func (p *Process) Kill() {
	p.end.Do(func() { _ = p.cmd.Process.Kill() })
	<-p.done
}

// Done is closed when the process has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Err is how the process ended; only for one that has.
func (p *Process) Err() error { return p.err }

// Log is what the process has written so far.
func (p *Process) Log() string {
	b, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

const tailLines = 30

func tail(log string) []byte {
	lines := bytes.SplitAfter([]byte(log), []byte("\n"))
	return slices.Concat(lines[max(0, len(lines)-tailLines):]...)
}
