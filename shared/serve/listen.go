package serve

import (
	"context"
	"fmt"
	"net"
	"time"
)

const (
	// A client has stallTimeout for every writeChunk of an answer: whoever
	// takes that long for so little is not reading. A limit on the whole answer
	// would cut off slow but honest readers of large pictures.
	stallTimeout = 30 * time.Second
	writeChunk   = 64 << 10
)

// Listen takes TCP connections on addr. An answer that a client does not read
// ends the connection, which net/http does not see to by itself.
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
		return stallConn{tcp, l.timeout}, nil
	}
	return conn, err
}

// stallConn embeds the TCP connection for the half-close that net/http uses.
type stallConn struct {
	*net.TCPConn
	timeout time.Duration
}

func (c stallConn) Write(p []byte) (n int, err error) {
	for first := true; first || len(p) > 0; first = false {
		chunk := p[:min(len(p), writeChunk)]
		if err := c.SetWriteDeadline(time.Now().Add(c.timeout)); err != nil {
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
