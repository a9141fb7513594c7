package broker

import (
	"fmt"
	"time"

	"github.com/reverie-image/reverie/shared/event"
)

// Trigger subscribes a sink to events.
type Trigger struct {
	Name string
	// Filter holds the values that attributes and extension attributes of an
	// event must have, exactly, all of them. An empty one matches every event.
	Filter map[string]string
	// Target is the URL that events are posted to.
	Target string
	// Lane names the queue that the trigger shares with others; its own by
	// default.
	Lane string
	// Timeout bounds one delivery; a minute by default.
	Timeout time.Duration
}

const defaultTimeout = time.Minute

func (t *Trigger) lane() string {
	if t.Lane != "" {
		return t.Lane
	}
	return t.Name
}

func (t *Trigger) timeout() time.Duration {
	if t.Timeout > 0 {
		return t.Timeout
	}
	return defaultTimeout
}

func (t *Trigger) matches(e event.Event) bool {
	for name, want := range t.Filter {
		if attribute(e, name) != want {
			return false
		}
	}
	return true
}

// attribute is a context attribute or extension of e as text, or empty.
func attribute(e event.Event, name string) string {
	switch name {
	case "id":
		return e.ID()
	case "type":
		return e.Type()
	case "source":
		return e.Source()
	case "subject":
		return e.Subject()
	case "specversion":
		return e.SpecVersion()
	case "datacontenttype":
		return e.DataContentType()
	case "dataschema":
		return e.DataSchema()
	}
	v, ok := e.Extensions()[name]
	if !ok {
		return ""
	}
	return fmt.Sprint(v) // a structured event may hold a boolean or a number
}
