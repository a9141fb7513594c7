package broker

import (
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// Retry says how often and when a delivery is tried again.
type Retry struct {
	// Attempts is how often an event is delivered at most. The default of 30
	// reaches a sink that was away for three minutes, with the other defaults.
	Attempts int
	// First and Max are the delays after the first failure and after many; in
	// between they double. Each is shortened at random by up to a half, so that
	// a sink that comes back is not met by all at once. 200 ms and 15 s.
	First, Max time.Duration
	// MaxAfter bounds what a sink's Retry-After may ask for; a minute.
	MaxAfter time.Duration
}

func (r Retry) withDefaults() Retry {
	if r.Attempts <= 0 {
		r.Attempts = 30
	}
	if r.First <= 0 {
		r.First = 200 * time.Millisecond
	}
	if r.Max <= 0 {
		r.Max = 15 * time.Second
	}
	if r.MaxAfter <= 0 {
		r.MaxAfter = time.Minute
	}
	return r
}

// delay is the time to wait after the given number of attempts, at least what
// the sink asked for.
func (r Retry) delay(attempts int, asked time.Duration) time.Duration {
	d := r.First
	for range attempts - 1 {
		if d = 2 * d; d >= r.Max {
			d = r.Max
			break
		}
	}
	d -= time.Duration(rand.Int64N(int64(d)/2 + 1))
	return max(d, min(asked, r.MaxAfter))
}

// retryAfter reads a Retry-After header: seconds or a date, else 0.
func retryAfter(header string) time.Duration {
	if s, err := strconv.ParseUint(header, 10, 31); err == nil {
		return time.Duration(s) * time.Second
	}
	if at, err := http.ParseTime(header); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}
