// Package event is Reverie's CloudEvents: their types and attributes, reading
// one from an HTTP request, answering with one and sending one to a sink.
//
// Events never carry a picture. They name a job by their subject, and the
// dataref attribute is the claim check: the key of the object to fetch.
package event

import (
	"net/http"
	"strings"
	"time"

	ce "github.com/cloudevents/sdk-go/v2/event"
	"github.com/cloudevents/sdk-go/v2/extensions"

	"github.com/reverie-image/reverie/shared/fault"
)

// Event is a CloudEvent of version 1.0.
type Event = ce.Event

// The types of events. The subject of the first three is a job's ID, of the
// account events an account's ID.
const (
	ConversionRequested    = "io.github.reverie-image.conversion.requested"
	ConversionSucceeded    = "io.github.reverie-image.conversion.succeeded"
	ConversionFailed       = "io.github.reverie-image.conversion.failed"
	AccountDeleted         = "io.github.reverie-image.account.deleted"
	AccountPicturesDeleted = "io.github.reverie-image.account.pictures-deleted"
	SweepRequested         = "io.github.reverie-image.sweep.requested"

	// Ping is the tick of Knative's PingSource. It means the same as SweepRequested.
	Ping = "dev.knative.sources.ping"
)

// Extension attributes. Triggers filter by Converter, Lane and Owned.
const (
	Converter    = "converter"    // the converter's name
	Lane         = "lane"         // of a requested conversion: "fast" or "long"
	Owned        = "owned"        // "true" when the job has an owner
	ExpiryTime   = "expirytime"   // RFC 3339; no use delivering it later
	PartitionKey = "partitionkey" // equal keys belong together: the job's ID
	DataRef      = extensions.DataRefExtensionKey
	TraceParent  = extensions.TraceParentExtension
	TraceState   = extensions.TraceStateExtension

	// What a broker adds to a dead letter, named as Knative names them.
	DeadLetterCode = "knativeerrorcode"
	DeadLetterDest = "knativeerrordest"
	DeadLetterData = "knativeerrordata"
)

// New makes an event. source names the function that makes it.
func New(id, source, eventType, subject string) Event {
	e := ce.New(ce.CloudEventsVersionV1)
	e.SetID(id)
	e.SetSource("/reverie/" + source)
	e.SetType(eventType)
	e.SetSubject(subject)
	e.SetTime(time.Now())
	e.SetExtension(PartitionKey, subject)
	return e
}

// Extension is an extension attribute's value as text, or empty.
func Extension(e Event, name string) string {
	s, _ := e.Extensions()[name].(string)
	return s
}

// IsEvent tells by its header whether a request carries a CloudEvent.
func IsEvent(h http.Header) bool {
	return h.Get("Ce-Specversion") != "" || strings.HasPrefix(h.Get("Content-Type"), "application/cloudevents")
}

func malformed(err error) error {
	return fault.Wrap(err, fault.Malformed, "This is not a valid CloudEvent of version 1.0.")
}
