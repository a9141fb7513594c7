package broker

import "context"

// Drain takes no more events and waits for the deliveries under way and for
// what they are answered with. When ctx ends first, it cuts them off and says
// so. Whatever else was queued is left to the next start.
func (b *Broker) Drain(ctx context.Context) error {
	b.mu.Lock()
	b.stopping = true
	for _, l := range b.lanes {
		for _, d := range l.keep(func(d *delivery) bool { return d.hops > 0 && d.attempts == 0 }) {
			b.metrics.count(d.event, left)
		}
	}
	var late bool
	stop := context.AfterFunc(ctx, func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		late = true // before abort: a delivery that it ends is one that was cut off
		b.idle.Broadcast()
	})
	for !late && (b.inFlight > 0 || b.queued() > 0) {
		b.idle.Wait()
	}
	cut := b.inFlight + b.queued()
	b.stopped = true
	for _, l := range b.lanes {
		l.changed.Broadcast()
	}
	b.mu.Unlock()
	stop()
	b.abort()
	b.workers.Wait()
	if cut > 0 {
		return context.Cause(ctx)
	}
	return nil
}
