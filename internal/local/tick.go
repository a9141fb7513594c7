package local

import (
	"context"
	"crypto/rand"
	"log/slog"
	"time"

	"github.com/reverie-image/reverie/shared/event"
)

// tick asks for a sweep at once and then again and again, as a PingSource does
// on a cluster. Where storage and workers are all in this process, the first
// says that it has just started: whatever a record says, no worker holds it.
func (s *Server) tick() {
	ctx, stop := context.WithCancel(context.Background())
	s.ticks = stop
	s.sweep("restart", map[string]bool{"restart": s.storage != nil && len(s.cfg.Remote) == 0})
	go func() {
		ticker := time.NewTicker(s.settings.sweep)
		defer ticker.Stop()
		for {
			select {
			case <-ticker.C:
				s.sweep("tick", nil)
			case <-ctx.Done():
				return
			}
		}
	}()
}

func (s *Server) sweep(subject string, data map[string]bool) {
	e := event.New(rand.Text(), "local", event.SweepRequested, subject)
	if data != nil {
		_ = e.SetData("application/json", data) // a map of booleans is always JSON
	}
	if err := s.broker.Publish(e); err != nil {
		slog.Warn("no sweep was asked for", "error", err)
	}
}
