package proc

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// waitStopped waits until every thread has stopped: the signal is sent before
// it arrives, and on a busy machine a thread goes on for a while.
func (p *Process) waitStopped() {
	p.tb.Helper()
	Until(p.tb, 10*time.Second, "the process to stop", func() error {
		threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/stat", p.PID()))
		if err != nil || len(threads) == 0 {
			return fmt.Errorf("no threads: %w", err)
		}
		for _, thread := range threads {
			stat, err := os.ReadFile(thread)
			if err != nil {
				return err
			}
			// "number (name) state …", and the name may hold anything.
			if after := stat[bytes.LastIndexByte(stat, ')')+1:]; len(after) < 2 || after[1] != 'T' {
				return fmt.Errorf("%s: still running", thread)
			}
		}
		return nil
	})
}
