package proc

import (
	"os/exec"
	"syscall"
)

// dieWithParent makes the kernel end the process when the test binary ends
// without its cleanups, as on a timeout.
func dieWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
