package proc

import (
	"io"
	"net"
	"sync"
	"testing"
)

// Gate is a TCP proxy on a port of its own: what stands behind it can be
// exchanged and cut off while its address stays.
type Gate struct {
	tb   testing.TB
	port int

	mu       sync.Mutex
	target   string
	listener net.Listener // nil while cut off
	conns    map[net.Conn]bool
}

// NewGate opens a gate to target, host:port.
func NewGate(tb testing.TB, target string) *Gate {
	tb.Helper()
	g := &Gate{tb: tb, port: FreePort(tb), conns: map[net.Conn]bool{}}
	g.Open(target)
	tb.Cleanup(g.Cut)
	return g
}

// URL is the gate's own address.
func (g *Gate) URL() string { return URL(g.port) }

// Open leads new connections to target. Those that are open stay where they
// lead.
func (g *Gate) Open(target string) {
	g.tb.Helper()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.target = target
	if g.listener != nil {
		return
	}
	l, err := net.Listen("tcp", Addr(g.port))
	if err != nil {
		g.tb.Fatal(err)
	}
	g.listener = l
	go g.accept(l)
}

// Cut ends all connections and refuses new ones.
func (g *Gate) Cut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.listener != nil {
		_ = g.listener.Close()
		g.listener = nil
	}
	for c := range g.conns {
		_ = c.Close()
	}
}

func (g *Gate) accept(l net.Listener) {
	for {
		in, err := l.Accept()
		if err != nil {
			return
		}
		go g.carry(in)
	}
}

func (g *Gate) carry(in net.Conn) {
	g.mu.Lock()
	target := g.target
	g.mu.Unlock()
	out, err := net.Dial("tcp", target)
	if err != nil {
		_ = in.Close()
		return
	}
	if !g.hold(in, out) {
		return
	}
	var both sync.WaitGroup
	both.Go(func() { pipe(out, in) })
	both.Go(func() { pipe(in, out) })
	both.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	delete(g.conns, in)
	delete(g.conns, out)
}

// hold remembers connections to be cut, or ends them when they were.
func (g *Gate) hold(conns ...net.Conn) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, c := range conns {
		if g.listener == nil {
			_ = c.Close()
			continue
		}
		g.conns[c] = true
	}
	return g.listener != nil
}

// pipe ends both ways with the first: HTTP has no use for half a connection.
func pipe(to, from net.Conn) {
	_, _ = io.Copy(to, from)
	_ = to.Close()
	_ = from.Close()
}
