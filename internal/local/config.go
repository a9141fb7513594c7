package local

import (
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"time"

	"github.com/reverie-image/reverie/functions"
	"github.com/reverie-image/reverie/internal/local/broker"
	"github.com/reverie-image/reverie/internal/local/datadir"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/job"
)

// Config says what to run. The zero value runs everything with its defaults.
type Config struct {
	// Addr is where the gateway listens; DefaultAddr when empty. Port 0 is any
	// free port.
	Addr string
	// Data is the folder of the embedded S3 server, datadir.Default when empty.
	// With S3_ENDPOINT in Env there is no embedded server and no folder.
	Data string
	// JobTTL is how long a job is kept after its last refresh; that of Env, or
	// 100 s, when 0.
	JobTTL time.Duration
	// Env holds all other settings; the process's environment when nil.
	Env config.Env
	// Functions are those to run; all of them when nil. A converter that the
	// catalogue does not know is added to it.
	Functions []functions.Function
	// Models is a folder of networks' files, or s3: and the beginning of their
	// keys in the bucket of models, each of which becomes a converter; MODELS
	// of Env when empty.
	Models string
	// Remote holds URLs of functions that run elsewhere, by name, in place of
	// those in this process. They need the settings of Server.Env.
	Remote map[string]string
	// Retry is how the broker tries again; its defaults when zero.
	Retry broker.Retry
	// Notice gets what a person at the terminal should read; nobody when nil.
	Notice io.Writer
}

// DefaultAddr is reachable from this machine only.
const DefaultAddr = "127.0.0.1:8080"

// settings are what the environment says to the runner itself.
type settings struct {
	sweep time.Duration // between two sweeps
	lanes int           // conversions at once
	long  int           // of which long ones, besides
}

func (c Config) withDefaults() (Config, error) {
	if c.Addr == "" {
		c.Addr = DefaultAddr
	}
	if c.Env == nil {
		c.Env = config.OS()
	}
	if c.Functions == nil {
		c.Functions = functions.All
	}
	if c.Models == "" {
		c.Models = c.Env("MODELS")
	}
	var err error
	if c.Models, err = absolute(c.Models); err != nil {
		return c, fmt.Errorf("the folder of models: %w", err)
	}
	if c.Notice == nil {
		c.Notice = io.Discard
	}
	if c.JobTTL < 0 {
		return c, fmt.Errorf("the time for which jobs are kept, %v, must be positive", c.JobTTL)
	}
	if c.JobTTL > 0 {
		c.Env = config.Map(map[string]string{"JOB_TTL": c.JobTTL.String()}, c.Env)
	}
	if c.Data == "" && !c.external() {
		dir, err := datadir.Default()
		if err != nil {
			return c, err
		}
		c.Data = dir
	}
	return c, nil
}

// external reports whether the environment names an S3 server of its own.
func (c Config) external() bool { return c.Env("S3_ENDPOINT") != "" }

// read takes JOB_TTL and its kin, SWEEP_INTERVAL, CONVERSIONS and
// LONG_CONVERSIONS from the environment.
func (c Config) read() (settings, error) {
	jobs, err := job.ReadSettings(c.Env)
	if err != nil {
		return settings{}, err
	}
	r := config.Read(c.Env)
	s := settings{
		sweep: r.Duration("SWEEP_INTERVAL", min(max(jobs.TTL/10, 500*time.Millisecond), 10*time.Second)),
		lanes: r.Int("CONVERSIONS", runtime.GOMAXPROCS(0), 1),
		long:  r.Int("LONG_CONVERSIONS", 1, 1),
	}
	if err := r.Err(); err != nil {
		return s, err
	}
	if max(jobs.Lease, jobs.Requeue)+s.sweep >= jobs.TTL {
		slog.Warn("jobs may expire before the sweep rescues them: SWEEP_INTERVAL and the longer of JOB_REQUEUE and JOB_LEASE should be shorter than JOB_TTL together",
			"sweep_interval", s.sweep.String(), "job_requeue", jobs.Requeue.String(), "job_lease", jobs.Lease.String(), "job_ttl", jobs.TTL.String())
	}
	return s, nil
}
