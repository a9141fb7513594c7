package serve

import (
	"net"
	"net/http"
	"sync"
)

// fresh are connections on which no request has come yet. Browsers and HTTP
// clients open some to have them at hand, and a server that shuts down waits
// five seconds for each; there is nothing to wait for.
type fresh struct {
	mu      sync.Mutex
	conns   map[net.Conn]bool
	closing bool
}

// DropFresh makes server close connections without a request as soon as it
// shuts down, rather than wait for them.
func DropFresh(server *http.Server) {
	f := &fresh{conns: map[net.Conn]bool{}}
	server.ConnState = f.changed
	server.RegisterOnShutdown(f.close)
}

func (f *fresh) changed(c net.Conn, state http.ConnState) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case state != http.StateNew:
		delete(f.conns, c)
	case f.closing:
		_ = c.Close()
	default:
		f.conns[c] = true
	}
}

func (f *fresh) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closing = true
	for c := range f.conns {
		_ = c.Close()
	}
}
