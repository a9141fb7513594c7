package telemetry

import (
	"net/http"
	"strconv"
	"time"
)

// JobAccepted counts a job that was given an ID.
func JobAccepted(converter string) {
	m := metrics()
	m.jobsAccepted.WithLabelValues(m.converters.bound(converter)).Inc()
}

// JobFinished counts a job's end; outcome is a word such as succeeded, failed,
// cancelled or lost.
func JobFinished(converter, outcome string) {
	m := metrics()
	m.jobsFinished.WithLabelValues(m.converters.bound(converter), m.outcomes.bound(outcome)).Inc()
}

// JobRetried counts a delivery of a job after its first.
func JobRetried() { metrics().jobsRetried.Inc() }

// ConversionTook records the time in the converter itself.
func ConversionTook(converter string, d time.Duration) {
	m := metrics()
	m.conversion.WithLabelValues(m.converters.bound(converter)).Observe(d.Seconds())
}

// JobQueued records the time that a job waited for its conversion to start.
func JobQueued(d time.Duration) { metrics().queue.Observe(d.Seconds()) }

// InputSize records the size of a picture that came in.
func InputSize(bytes int) { metrics().inputBytes.Observe(float64(bytes)) }

// ResultSize records the size of a conversion's result.
func ResultSize(bytes int) { metrics().resultBytes.Observe(float64(bytes)) }

// StoreRequest records a request to the object store; operation is get, head,
// put, delete or list, outcome a word such as ok, not-found or error.
func StoreRequest(operation, outcome string, d time.Duration) {
	m := metrics()
	m.storeRequests.WithLabelValues(m.operations.bound(operation), m.outcomes.bound(outcome)).Inc()
	m.storeDuration.Observe(d.Seconds())
}

// HTTPRequest records a request that a function answered.
func HTTPRequest(function, method string, status int, d time.Duration) {
	m := metrics()
	function = m.functions.bound(function)
	m.httpRequests.WithLabelValues(function, knownMethod(method), knownStatus(status)).Inc()
	m.httpDuration.WithLabelValues(function).Observe(d.Seconds())
}

// MetricsHandler serves every metric, with those of the Go runtime and the
// process, in Prometheus's text formats.
func MetricsHandler() http.Handler { return metricsHandler() }

func knownStatus(status int) string {
	if status < 100 || status > 599 {
		return other
	}
	return strconv.Itoa(status)
}
