package fn

import (
	"context"
	"sync"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"
	"golang.org/x/sync/semaphore"

	"github.com/reverie-image/reverie/shared/fault"
)

// Answers counts the pictures that are in memory because clients have not taken
// all of them yet. Together they have so many bytes at most: who reads slowly
// makes others wait for their answers, and not the process run out of memory.
type Answers struct {
	pool  *semaphore.Weighted
	size  int64
	small int64 // what has no more is not counted
	wait  time.Duration
}

// What all of a process's answers may take together, and how long one waits for
// its share: as much as the largest result there is. What a connection's buffers
// take in at once is not worth a wait: thumbnails, among others.
const (
	answersSize  = 48 << 20
	answersSmall = 64 << 10
	answersWait  = 30 * time.Second
)

// NewAnswers counts up to size bytes; an answer waits for its share for so long.
func NewAnswers(size int64, wait time.Duration) *Answers {
	return &Answers{pool: semaphore.NewWeighted(size), size: size, wait: wait}
}

// answers are those of the process.
var answers = &Answers{pool: semaphore.NewWeighted(answersSize), size: answersSize, small: answersSmall, wait: answersWait}

// Share takes an answer's bytes out of what else bounds the process's memory.
type Share func(ctx context.Context, bytes int64) (release func(), err error)

type answerKey struct{}

// answer is one request's: what it holds until it is written.
type answer struct {
	from  *Answers
	share Share
	mu    sync.Mutex
	held  []func()
	done  bool
}

// WithAnswer lets a function that runs under the context hold memory for its
// answer, which share, unless nil, takes from where the process's memory is
// counted. Whoever writes the answer calls done when it is written, or given up.
func WithAnswer(ctx context.Context, share Share) (held context.Context, done func()) {
	return answers.With(ctx, share)
}

// With is WithAnswer for answers that are counted by themselves.
func (a *Answers) With(ctx context.Context, share Share) (held context.Context, done func()) {
	one := &answer{from: a, share: share}
	return context.WithValue(ctx, answerKey{}, one), one.release
}

// Hold waits until there is room for an answer of so many bytes, and counts it
// until it is written. Call it before the bytes are read from storage. On a
// platform that does not say when an answer is written it counts nothing.
//
// Its error is a fault.Unavailable.
func Hold(req handler.Request, bytes int64) error {
	ctx := Context(req)
	one, ok := ctx.Value(answerKey{}).(*answer)
	if !ok || bytes <= one.from.small {
		return nil
	}
	wait, cancel := context.WithTimeout(ctx, one.from.wait)
	defer cancel()
	release := func() {}
	if one.share != nil { // first, as a conversion has it when it holds its answer
		var err error
		if release, err = one.share(wait, bytes); err != nil {
			return tooMany(err)
		}
	}
	if err := one.hold(wait, bytes); err != nil {
		release()
		return err
	}
	one.until(release)
	return nil
}

// HoldOwn is Hold for an answer whose bytes have a share of the process's memory
// already, which release gives back: it is called when the answer is written, or
// at once where nothing is counted. After an error it is still the caller's.
func HoldOwn(req handler.Request, bytes int64, release func()) error {
	ctx := Context(req)
	one, ok := ctx.Value(answerKey{}).(*answer)
	if !ok || bytes <= one.from.small {
		release()
		return nil
	}
	wait, cancel := context.WithTimeout(ctx, one.from.wait)
	defer cancel()
	if err := one.hold(wait, bytes); err != nil {
		return err
	}
	one.until(release)
	return nil
}

// hold takes a part of what all answers may take.
func (a *answer) hold(ctx context.Context, bytes int64) error {
	n := min(bytes, a.from.size)
	if !a.from.pool.TryAcquire(n) { // Acquire would look at the clock first
		if err := a.from.pool.Acquire(ctx, n); err != nil {
			return tooMany(err)
		}
	}
	a.until(func() { a.from.pool.Release(n) })
	return nil
}

func tooMany(err error) error {
	return fault.Wrap(err, fault.Unavailable, "Too many pictures are on their way to clients. Try again in a moment.").After(2 * time.Second)
}

// until has release called when the answer is written, or at once if it was given
// up meanwhile.
func (a *answer) until(release func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.done {
		release()
		return
	}
	a.held = append(a.held, release)
}

func (a *answer) release() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, release := range a.held {
		release()
	}
	a.held, a.done = nil, true
}
