package s3server

import (
	"context"
	"net/http"
	"sync"

	"github.com/gofiber/fiber/v3"
)

// gate counts the requests under way and, once shut, turns new ones away: a
// client's idle connections outlive the listener.
type gate struct {
	mu     sync.Mutex
	inside int
	closed chan struct{} // made by shut, closed when the last request leaves
}

func (g *gate) pass(c fiber.Ctx) error {
	if !g.enter() {
		return c.SendStatus(http.StatusServiceUnavailable)
	}
	defer g.leave()
	return c.Next()
}

func (g *gate) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.closed != nil {
		return false
	}
	g.inside++
	return true
}

func (g *gate) leave() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.inside--
	if g.inside == 0 && g.closed != nil {
		close(g.closed)
	}
}

// shut is to be called once.
func (g *gate) shut(ctx context.Context) error {
	g.mu.Lock()
	g.closed = make(chan struct{})
	if g.inside == 0 {
		close(g.closed)
	}
	g.mu.Unlock()
	select {
	case <-g.closed:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
