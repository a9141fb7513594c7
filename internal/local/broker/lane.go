package broker

import (
	"container/heap"
	"strings"
	"sync"
	"time"

	"github.com/reverie-image/reverie/shared/event"
)

// delivery is an event on its way to one sink.
type delivery struct {
	event    event.Event
	trigger  *Trigger
	key      string // equal for deliveries of which one is enough
	size     int
	hops     int
	attempts int
	at       time.Time // not to be tried before
	seq      uint64
}

// overhead is about what an event takes beside its data.
const overhead = 2 << 10

func newDelivery(e event.Event, t *Trigger, hops int) *delivery {
	return &delivery{event: e, trigger: t, key: key(e, t), size: len(e.Data()) + overhead, hops: hops, at: time.Now()}
}

// key identifies what an event tells: the same type about the same subject is
// the same news, whoever sends it. An event about nothing in particular is
// identified as CloudEvents has it, by source and ID.
func key(e event.Event, t *Trigger) string {
	about := []string{t.Name, e.Type(), e.Subject(), event.Extension(e, event.Converter)}
	if e.Subject() == "" {
		about = append(about, e.Source(), e.ID())
	}
	return strings.Join(about, "\x00")
}

// lane is a queue of deliveries in the order in which they fall due. A delivery
// that waits to be tried again is not in the way of others. The broker's mutex
// guards it.
type lane struct {
	mu      *sync.Mutex
	heap    deliveries
	changed *sync.Cond
	timer   *time.Timer
	seq     uint64
}

func newLane(mu *sync.Mutex) *lane {
	return &lane{mu: mu, changed: sync.NewCond(mu)}
}

func (l *lane) push(d *delivery) {
	l.seq++
	d.seq = l.seq
	heap.Push(&l.heap, d)
	l.changed.Signal()
}

func (l *lane) pop() *delivery { return heap.Pop(&l.heap).(*delivery) }

// due reports whether the first delivery may be tried. Where it may not yet, a
// worker is woken when it may.
func (l *lane) due(now time.Time) bool {
	if len(l.heap) == 0 {
		return false
	}
	wait := l.heap[0].at.Sub(now)
	if wait <= 0 {
		return true
	}
	if l.timer != nil {
		l.timer.Stop()
	}
	l.timer = time.AfterFunc(wait, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.changed.Broadcast()
	})
	return false
}

// keep removes and returns all deliveries for which want is false.
func (l *lane) keep(want func(*delivery) bool) (removed []*delivery) {
	var kept deliveries
	for _, d := range l.heap {
		if want(d) {
			kept = append(kept, d)
		} else {
			removed = append(removed, d)
		}
	}
	l.heap = kept
	heap.Init(&l.heap)
	return removed
}

// deliveries implements heap.Interface, first due first.
type deliveries []*delivery

func (h deliveries) Len() int      { return len(h) }
func (h deliveries) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h deliveries) Less(i, j int) bool {
	if h[i].at.Equal(h[j].at) {
		return h[i].seq < h[j].seq
	}
	return h[i].at.Before(h[j].at)
}

func (h *deliveries) Push(x any) { *h = append(*h, x.(*delivery)) }

func (h *deliveries) Pop() any {
	last := len(*h) - 1
	d := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	return d
}
