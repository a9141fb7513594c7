package failure

import (
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/reverie-image/reverie/internal/e2e/proc"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	os.Exit(proc.Main(m))
}

const (
	module    = "github.com/reverie-image/reverie"
	container = module + "/knative"
	worker    = module + "/internal/e2e/failure/testdata/worker"
	storages  = module + "/internal/e2e/failure/testdata/storage"
	brokers   = module + "/internal/e2e/failure/testdata/broker"
)

// limit is what a step may take on a busy machine. A test that meets it fails.
const limit = 60 * time.Second

// quick are settings that make a job's life short. The lease leaves room for a
// busy machine, and so many attempts are for tests that lose no worker by
// design.
func quick(more ...string) map[string]string {
	env := map[string]string{
		"JOB_TTL":             "60s",
		"JOB_FIRST_HEARTBEAT": "150ms",
		"JOB_HEARTBEAT":       "300ms",
		"JOB_LEASE":           "2s",
		"JOB_REQUEUE":         "2500ms",
		"JOB_MAX_ATTEMPTS":    "20",
		"SWEEP_INTERVAL":      "300ms",
		"CONVERSIONS":         "4",
	}
	for i := 0; i < len(more); i += 2 {
		env[more[i]] = more[i+1]
	}
	return env
}
