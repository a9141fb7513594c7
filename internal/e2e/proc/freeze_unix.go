//go:build unix

package proc

import "syscall"

// Freeze stops the process as it stands, as a machine that is out of reach
// does: its connections stay open and nothing is answered.
func (p *Process) Freeze() {
	p.tb.Helper()
	p.signal(syscall.SIGSTOP)
	p.waitStopped()
}

// Thaw lets a frozen process go on as if nothing had happened.
func (p *Process) Thaw() { p.signal(syscall.SIGCONT) }

func (p *Process) signal(s syscall.Signal) {
	p.tb.Helper()
	if err := p.cmd.Process.Signal(s); err != nil {
		p.tb.Fatalf("%v to process %d: %v", s, p.PID(), err)
	}
}
