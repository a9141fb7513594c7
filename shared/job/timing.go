package job

import (
	"fmt"
	"time"
)

// Timing is one metric of a Server-Timing header (W3C), in milliseconds, with a
// description if it is not empty.
func Timing(name, description string, d time.Duration) string {
	if description != "" {
		name += fmt.Sprintf(";desc=%q", description)
	}
	return fmt.Sprintf("%s;dur=%.1f", name, float64(d.Microseconds())/1000)
}
