package job

import (
	"errors"
	"fmt"
	"time"

	"github.com/reverie-image/reverie/shared/config"
)

// Settings are the times of a job's life. All functions of an installation
// should be given the same.
type Settings struct {
	// TTL is how long a job is kept after its last refresh.
	TTL time.Duration
	// FirstBeat is when a conversion that still runs writes its first heartbeat.
	FirstBeat time.Duration
	// Beat is the time between later heartbeats.
	Beat time.Duration
	// Lease is how old a heartbeat may be before the worker counts as lost.
	Lease time.Duration
	// Requeue is how long a job may wait unconverted before its event is sent
	// again: the event may be lost.
	Requeue time.Duration
	// MaxWait is how old a job may become that no worker holds before it fails.
	MaxWait time.Duration
	// MaxAttempts is how many workers a job may lose before it fails.
	MaxAttempts int
	// Lanes are the converters whose long jobs go another way.
	Lanes Lanes
}

// ReadSettings takes JOB_TTL, JOB_FIRST_HEARTBEAT, JOB_HEARTBEAT, JOB_LEASE,
// JOB_REQUEUE, JOB_MAX_WAIT, JOB_MAX_ATTEMPTS and LONG_LANE from env.
func ReadSettings(env config.Env) (Settings, error) {
	r := config.Read(env)
	ttl := r.Duration("JOB_TTL", 100*time.Second)
	s := Settings{
		TTL:         ttl,
		FirstBeat:   r.Duration("JOB_FIRST_HEARTBEAT", min(time.Second, ttl/5)),
		Beat:        r.Duration("JOB_HEARTBEAT", min(2*time.Second, ttl/5)),
		Lease:       r.Duration("JOB_LEASE", min(10*time.Second, ttl/2)),
		Requeue:     r.Duration("JOB_REQUEUE", min(30*time.Second, ttl/3)),
		MaxWait:     r.Duration("JOB_MAX_WAIT", time.Hour),
		MaxAttempts: r.Int("JOB_MAX_ATTEMPTS", 3, 1),
	}
	lanes, err := readLanes(r)
	if err := errors.Join(r.Err(), err); err != nil {
		return s, err
	}
	s.Lanes = lanes
	return s, s.Validate()
}

// Validate reports times that contradict each other.
func (s Settings) Validate() error {
	if s.Lease <= s.Beat || s.Lease <= s.FirstBeat {
		return fmt.Errorf("JOB_LEASE (%v) must be longer than JOB_HEARTBEAT (%v) and JOB_FIRST_HEARTBEAT (%v)", s.Lease, s.Beat, s.FirstBeat)
	}
	if s.Lease >= s.TTL || s.Requeue >= s.TTL {
		return fmt.Errorf("JOB_LEASE (%v) and JOB_REQUEUE (%v) must be shorter than JOB_TTL (%v), or jobs expire before they are rescued", s.Lease, s.Requeue, s.TTL)
	}
	return nil
}
