package job

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/reverie-image/reverie/shared/config"
)

// The lanes that a conversion's event may take. Platforms route by them: the
// fast lane leads to a function that serves many jobs, the long one starts a
// process for each.
const (
	LaneFast = "fast"
	LaneLong = "long"
)

// Lanes says which converters have a long lane: by name, the estimate beyond
// which a job takes it.
type Lanes map[string]time.Duration

// Of is the lane of a job.
func (l Lanes) Of(j *Job) string {
	least, ok := l[j.Converter]
	if ok && float64(j.Estimate) > least.Seconds() {
		return LaneLong
	}
	return LaneFast
}

// readLanes takes LONG_LANE: pairs such as "deepdream=20s style=30s".
func readLanes(r *config.Reader) (Lanes, error) {
	lanes := Lanes{}
	for _, pair := range strings.Fields(r.String("LONG_LANE", "")) {
		name, after, _ := strings.Cut(pair, "=")
		d, err := time.ParseDuration(after)
		if name == "" || err != nil || d < 0 {
			return nil, fmt.Errorf("LONG_LANE has %q. It takes converters and durations, such as deepdream=20s style=30s", pair)
		}
		lanes[name] = d
	}
	return lanes, nil
}

// Sending is the ID of the event that asks for a job's conversion again after
// nobody took it, or its worker was lost; unique tells sendings apart. In the
// long lane an event starts a process, and the platform drops an event whose ID
// it knows: there the ID changes with the attempt only, so that a process that
// still waits for a machine is not started a second time.
func (j *Job) Sending(lane, unique string) string {
	switch {
	case lane != LaneLong:
		return j.ID + "." + unique
	case j.Attempt == 0:
		return j.ID
	}
	return j.ID + "." + strconv.Itoa(j.Attempt)
}
