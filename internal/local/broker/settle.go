package broker

import (
	"log/slog"
	"time"

	"github.com/reverie-image/reverie/shared/event"
)

// finish settles d, or puts it back to be tried again.
func (b *Broker) finish(d *delivery, r result) {
	if r.reply != nil {
		b.reply(d, *r.reply)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	d.attempts++
	b.bytes -= d.size
	switch {
	case r.verdict == delivered:
		b.metrics.count(d.event, delivered)
	case b.stopping:
		b.metrics.count(d.event, left)
	case r.verdict == retried && d.attempts < b.opts.Retry.Attempts:
		b.metrics.count(d.event, retried)
		d.at = time.Now().Add(b.opts.Retry.delay(d.attempts, r.after))
		b.enqueue(d)
	default:
		b.bury(d, r)
	}
	b.inFlight--
	if b.inFlight == 0 {
		b.idle.Broadcast()
	}
}

// reply routes on what a delivery was answered with, in the same trace.
func (b *Broker) reply(d *delivery, e event.Event) {
	if d.hops >= maxHops {
		slog.Error("events answer each other without end", "type", e.Type(), "subject", e.Subject(), "trigger", d.trigger.Name)
		b.metrics.count(e, lost)
		return
	}
	if trace := event.Extension(d.event, event.TraceParent); trace != "" && event.Extension(e, event.TraceParent) == "" {
		e.SetExtension(event.TraceParent, trace)
	}
	_ = b.route(e, d.hops+1) // refuses no reply
}

// bury sends d to the dead-letter sink. The caller holds mu.
func (b *Broker) bury(d *delivery, r result) {
	log := slog.With("type", d.event.Type(), "subject", d.event.Subject(), "trigger", d.trigger.Name,
		"attempts", d.attempts, "status", r.status, "error", r.detail)
	if b.opts.DeadLetter == "" || d.trigger.Name == deadLetterName {
		log.Error("event lost")
		b.metrics.count(d.event, lost)
		return
	}
	log.Warn("event goes to the dead-letter sink")
	b.metrics.count(d.event, dead)
	grave := &Trigger{Name: deadLetterName, Target: b.opts.DeadLetter}
	b.enqueue(newDelivery(deadLetter(d, r), grave, d.hops+1))
}
