package broker

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/reverie-image/reverie/shared/event"
)

// outcome is what became of an event, or of one delivery of it.
type outcome string

const (
	accepted  outcome = "accepted"  // queued for at least one trigger
	unmatched outcome = "unmatched" // no trigger wants it
	refused   outcome = "refused"   // queue full, or stopping
	duplicate outcome = "duplicate" // the same is queued already
	delivered outcome = "delivered"
	retried   outcome = "retried" // failed, will be tried again
	dead      outcome = "dead"    // goes to the dead-letter sink
	lost      outcome = "lost"    // that one failed as well
	left      outcome = "left"    // not delivered before the end
)

type metrics struct {
	events *prometheus.CounterVec
	depth  prometheus.GaugeFunc
}

func newMetrics(depth func() float64) *metrics {
	return &metrics{
		events: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "reverie_broker_events_total",
			Help: "Events and their deliveries by what became of them.",
		}, []string{"type", "outcome"}),
		depth: prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "reverie_broker_queue_depth",
			Help: "Deliveries that wait, those to be tried again included.",
		}, depth),
	}
}

func (m *metrics) count(e event.Event, o outcome) {
	m.events.WithLabelValues(e.Type(), string(o)).Inc()
}

var _ prometheus.Collector = (*Broker)(nil)

// Describe implements prometheus.Collector.
func (b *Broker) Describe(ch chan<- *prometheus.Desc) {
	b.metrics.events.Describe(ch)
	b.metrics.depth.Describe(ch)
}

// Collect implements prometheus.Collector.
func (b *Broker) Collect(ch chan<- prometheus.Metric) {
	b.metrics.events.Collect(ch)
	b.metrics.depth.Collect(ch)
}
