package convert

import (
	"context"
	"image"
	"maps"
	"sync"
	"time"

	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/picture"
)

// What a conversion says while it runs travels in its context, so that a
// converter needs to know nobody who listens.
type (
	progressKey struct{}
	previewKey  struct{}
	notesKey    struct{}
	budgetKey   struct{}
	fileKey     struct{}
)

// WithProgress gives converters that run under ctx a place to report to.
func WithProgress(ctx context.Context, report func(fraction float64)) context.Context {
	return context.WithValue(ctx, progressKey{}, report)
}

// Progress reports how much of a conversion is done, from 0 to 1. It is cheap:
// call it as often as there is something to say.
func Progress(ctx context.Context, fraction float64) {
	if report, ok := ctx.Value(progressKey{}).(func(float64)); ok {
		report(fraction)
	}
}

// Preview shows how a conversion stands. Call it as often as the picture has
// changed: img is called, before Preview returns, only when somebody may look
// and the last preview is half a second old. Its picture may have any size; what
// is larger than 512 pixels is scaled down. A preview that cannot be made or
// stored is left out.
func Preview(ctx context.Context, img func() image.Image) {
	if p, ok := ctx.Value(previewKey{}).(*previews); ok {
		p.offer(img)
	}
}

const (
	previewSide  = 512 // pixels of the longer side
	previewPause = 500 * time.Millisecond
	// previewShare bounds what previews cost: making one is at most a
	// twentieth of the time until the next.
	previewShare = 20
)

// previews takes a converter's previews and holds the newest until somebody
// stores it.
type previews struct {
	pause time.Duration
	ready chan struct{} // there is one

	mu     sync.Mutex
	next   time.Time
	latest []byte
}

func newPreviews(pause time.Duration) *previews {
	return &previews{pause: pause, ready: make(chan struct{}, 1), next: time.Now().Add(pause)}
}

func (p *previews) offer(img func() image.Image) {
	began := time.Now()
	p.mu.Lock()
	early := began.Before(p.next)
	p.mu.Unlock()
	if early {
		return
	}
	m := img()
	if m == nil {
		return
	}
	data, err := picture.Preview(m, previewSide)
	took := time.Since(began)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next = time.Now().Add(max(p.pause, took*(previewShare-1)))
	if err != nil {
		return
	}
	p.latest = data
	select {
	case p.ready <- struct{}{}:
	default:
	}
}

// take is the newest preview that nobody has taken, or nil.
func (p *previews) take() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	data := p.latest
	p.latest = nil
	return data
}

// Model names what a converter that learnt something was taught.
type Model = job.Model

// Detail notes something that the result depends on, for its provenance. value
// is anything that JSON can hold.
func Detail(ctx context.Context, key string, value any) {
	if n, ok := ctx.Value(notesKey{}).(*notes); ok {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.details[key] = value
	}
}

// Used notes the model that the result was made with, for its provenance.
func Used(ctx context.Context, m Model) {
	if n, ok := ctx.Value(notesKey{}).(*notes); ok {
		n.mu.Lock()
		defer n.mu.Unlock()
		n.model = &m
	}
}

// notes are what one conversion says of its provenance.
type notes struct {
	mu      sync.Mutex
	details map[string]any
	model   *Model
}

func withNotes(ctx context.Context) (context.Context, *notes) {
	n := &notes{details: map[string]any{}}
	return context.WithValue(ctx, notesKey{}, n), n
}

// read is what has been noted; nil and nil where nothing was.
func (n *notes) read() (details map[string]any, model *Model) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if len(n.details) > 0 {
		details = maps.Clone(n.details)
	}
	return details, n.model
}

// File is the file that the converter which runs under ctx was given.
func File(ctx context.Context) []byte {
	data, _ := ctx.Value(fileKey{}).([]byte)
	return data
}

// Budget is the cost and the budget of the converter that runs under ctx, at
// the speed that the operator has set; nil for one without.
func Budget(ctx context.Context) *Cost {
	c, _ := ctx.Value(budgetKey{}).(*Cost)
	return c
}
