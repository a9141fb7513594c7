package proc

import (
	"math/rand/v2"
	"net"
	"strconv"
	"sync"
	"testing"
)

// Ports are taken from below the range from which systems choose the ports of
// outgoing connections: such a connection must not sit on the port of a process
// that is down and about to come back.
const (
	lowestPort  = 12000
	highestPort = 32000
)

var ports struct {
	sync.Mutex
	given map[int]bool
}

// nextPort never gives the same port twice: its owner may be down.
func nextPort() int {
	ports.Lock()
	defer ports.Unlock()
	if ports.given == nil {
		ports.given = map[int]bool{}
	}
	for {
		port := lowestPort + rand.IntN(highestPort-lowestPort)
		if !ports.given[port] {
			ports.given[port] = true
			return port
		}
	}
}

// Addr is a port of loopback as host:port.
func Addr(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// URL is the root of an HTTP server on a port of loopback.
func URL(port int) string { return "http://" + Addr(port) }

// FreePort is a TCP port of loopback on which nobody listens.
func FreePort(tb testing.TB) int {
	tb.Helper()
	for range 100 {
		port := nextPort()
		l, err := net.Listen("tcp", Addr(port))
		if err == nil {
			_ = l.Close()
			return port
		}
	}
	tb.Fatal("no free port found")
	return 0
}
