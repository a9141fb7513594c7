// Package broker delivers CloudEvents inside one process the way a Knative
// broker does on a cluster: over HTTP, to the triggers whose filters match,
// again after a passing failure, and to a dead-letter sink in the end. A reply
// that is an event is routed on.
//
// The queue is in memory. What it holds at the end of the process is not lost:
// the store says which jobs are open, and the sweep asks for them again. It is
// not for several machines.
package broker

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/reverie-image/reverie/shared/event"
	"github.com/reverie-image/reverie/shared/telemetry"
)

// Why an event is not taken. Both are passing.
var (
	ErrFull     = errors.New("broker: the queue is full")
	ErrStopping = errors.New("broker: stopping, no more events are taken")
)

// Options are a broker's settings; the zero value of each is its default.
type Options struct {
	Triggers []Trigger
	// DeadLetter is the URL that gets what could not be delivered.
	DeadLetter string
	// Lanes says how many deliveries a lane makes at once; 4 by default.
	Lanes map[string]int
	Retry Retry
	// MaxBytes bounds the memory of queued events, about 64 MiB by default.
	MaxBytes int
	// Transport carries the deliveries; tests set it.
	Transport http.RoundTripper
}

const (
	defaultConcurrency = 4
	defaultMaxBytes    = 64 << 20
	deadLetterName     = "dead-letter"
	// maxHops ends a chain of replies that cause one another.
	maxHops = 16
)

// Broker routes events. It takes them from Publish and over HTTP.
type Broker struct {
	opts     Options
	client   *http.Client
	metrics  *metrics
	lifetime context.Context // of deliveries: ends when a drain is cut short
	abort    context.CancelFunc
	workers  sync.WaitGroup

	mu       sync.Mutex
	lanes    map[string]*lane
	waiting  map[string]bool // keys of the deliveries in all lanes
	bytes    int
	inFlight int
	stopping bool
	idle     *sync.Cond // inFlight is 0 and, when stopping, all lanes are empty
	stopped  bool
}

// New makes a broker and starts its workers; Drain ends them.
func New(opts Options) *Broker {
	opts.Retry = opts.Retry.withDefaults()
	if opts.MaxBytes == 0 {
		opts.MaxBytes = defaultMaxBytes
	}
	if opts.Transport == nil {
		opts.Transport = &http.Transport{MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute}
	}
	b := &Broker{
		opts:    opts,
		client:  &http.Client{Transport: opts.Transport, CheckRedirect: noRedirects},
		lanes:   map[string]*lane{},
		waiting: map[string]bool{},
	}
	b.metrics = newMetrics(b.depth)
	b.idle = sync.NewCond(&b.mu)
	b.lifetime, b.abort = context.WithCancel(context.Background())
	for i := range b.opts.Triggers {
		b.addLane(b.opts.Triggers[i].lane())
	}
	b.addLane(deadLetterName)
	return b
}

// A sink that moved is a mistake in the set-up, to be seen as such.
func noRedirects(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

func (b *Broker) addLane(name string) {
	if b.lanes[name] != nil {
		return
	}
	l := newLane(&b.mu)
	b.lanes[name] = l
	n := b.opts.Lanes[name]
	if n <= 0 {
		n = defaultConcurrency
	}
	for range n {
		b.workers.Go(func() { b.work(l) })
	}
}

// Publish queues e for every trigger that it matches. Once it returns nil, e is
// delivered or dead-lettered, unless the process ends before.
func (b *Broker) Publish(e event.Event) error { return b.route(e, 0) }

// route queues e. hops counts the replies that led to it; only an event from
// outside may be refused, for a reply has nobody to send it again.
func (b *Broker) route(e event.Event, hops int) error {
	var matching []*delivery
	for i := range b.opts.Triggers {
		if t := &b.opts.Triggers[i]; t.matches(e) {
			matching = append(matching, newDelivery(e, t, hops))
		}
	}
	if len(matching) == 0 {
		b.metrics.count(e, unmatched)
		return nil
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if hops == 0 {
		if err := b.admit(matching); err != nil {
			b.metrics.count(e, refused)
			return err
		}
	}
	b.metrics.count(e, accepted)
	for _, d := range matching {
		b.enqueue(d)
	}
	return nil
}

func (b *Broker) admit(ds []*delivery) error {
	if b.stopping {
		return ErrStopping
	}
	size := 0
	for _, d := range ds {
		size += d.size
	}
	if b.bytes+size > b.opts.MaxBytes {
		return ErrFull
	}
	return nil
}

// enqueue adds d, unless the same is waiting already: one delivery of it is
// enough. While the same is under way it is added, for a sink that hangs must
// not keep others from being told. The caller holds mu.
func (b *Broker) enqueue(d *delivery) {
	if b.waiting[d.key] {
		b.metrics.count(d.event, duplicate)
		return
	}
	b.waiting[d.key] = true
	b.bytes += d.size
	b.lanes[d.trigger.lane()].push(d)
}

// work delivers what a lane holds until the broker stops.
func (b *Broker) work(l *lane) {
	for {
		b.mu.Lock()
		for !b.stopped && !l.due(time.Now()) {
			l.changed.Wait()
		}
		if b.stopped {
			b.mu.Unlock()
			return
		}
		d := l.pop()
		delete(b.waiting, d.key)
		b.inFlight++
		b.mu.Unlock()

		r := b.attempt(d)
		b.finish(d, r)
	}
}

func (b *Broker) queued() int {
	n := 0
	for _, l := range b.lanes {
		n += len(l.heap)
	}
	return n
}

// depth is the number of events that wait, for metrics.
func (b *Broker) depth() float64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return float64(b.queued())
}

// trace continues the trace that e carries.
func trace(ctx context.Context, e event.Event) context.Context {
	return telemetry.WithTraceparent(ctx, event.Extension(e, event.TraceParent))
}
