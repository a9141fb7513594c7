package broker

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/reverie-image/reverie/shared/event"
)

// maxErrorData is how much of a sink's answer a dead letter quotes, as much as
// Knative's.
const maxErrorData = 1024

// deadLetter is the event of d with what Knative adds: which sink did not take
// it, the status that it answered, and its words.
func deadLetter(d *delivery, r result) event.Event {
	e := d.event.Clone()
	// The sink's name, not its URL: a local URL is as good as a password.
	e.SetExtension(event.DeadLetterDest, d.trigger.Name)
	if r.status != 0 {
		e.SetExtension(event.DeadLetterCode, strconv.Itoa(r.status))
	}
	if data := printable(r.detail); data != "" {
		e.SetExtension(event.DeadLetterData, data)
	}
	return e
}

// printable is s as a header may carry it.
func printable(s string) string {
	s = strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f || c == utf8.RuneError {
			return ' '
		}
		return c
	}, s)
	s = strings.TrimSpace(s)
	for len(s) > maxErrorData || !utf8.ValidString(s) {
		s = s[:min(len(s)-1, maxErrorData)]
	}
	return s
}
