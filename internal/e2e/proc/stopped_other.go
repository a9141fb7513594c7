//go:build unix && !linux

package proc

import "time"

// waitStopped gives the signal the time to arrive.
func (p *Process) waitStopped() { time.Sleep(time.Second) }
