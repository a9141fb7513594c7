package serve

import (
	"context"
	"fmt"
	"net"
	"sync"
	"time"
)

const (
	// A client has stallTimeout for every writeChunk of an answer: whoever
	// takes that long for so little is not reading. A limit on the whole answer
	// would cut off slow but honest readers of large pictures.
	stallTimeout = 30 * time.Second
	writeChunk   = 64 << 10
)

// Listen takes TCP connections on addr. A connection that takes nothing of what
// is written to it ends: [Guard] bounds answers, and this what the server writes
// by itself, and HTTP/2 connections as a whole.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("cannot listen on %s: %w", addr, err)
	}
	return stallListener{l, stallTimeout}, nil
}

type stallListener struct {
	net.Listener
	timeout time.Duration
}

func (l stallListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if tcp, ok := conn.(*net.TCPConn); ok {
		return &stallConn{TCPConn: tcp, timeout: l.timeout}, nil
	}
	return conn, err
}

// stallConn embeds the TCP connection for the half-close that net/http uses.
type stallConn struct {
	*net.TCPConn
	timeout time.Duration

	mu  sync.Mutex
	own time.Time // the deadline that was asked for
}

func (c *stallConn) Write(p []byte) (n int, err error) {
	for first := true; first || len(p) > 0; first = false {
		chunk := p[:min(len(p), writeChunk)]
		if err := c.renew(); err != nil {
			return n, err
		}
		m, err := c.TCPConn.Write(chunk)
		n += m
		if err != nil {
			return n, err
		}
		p = p[m:]
	}
	return n, nil
}

// SetWriteDeadline is the caller's deadline: the earlier one holds.
func (c *stallConn) SetWriteDeadline(t time.Time) error {
	c.mu.Lock()
	c.own = t
	c.mu.Unlock()
	return c.renew()
}

// SetDeadline sets both deadlines.
func (c *stallConn) SetDeadline(t time.Time) error {
	if err := c.SetReadDeadline(t); err != nil {
		return err
	}
	return c.SetWriteDeadline(t)
}

func (c *stallConn) renew() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	at := time.Now().Add(c.timeout)
	if !c.own.IsZero() && c.own.Before(at) {
		at = c.own
	}
	return c.TCPConn.SetWriteDeadline(at)
}
