package local

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strconv"
	"syscall"
	"time"

	"github.com/reverie-image/reverie/shared/serve"
)

const (
	headerTimeout  = 10 * time.Second
	idleTimeout    = 2 * time.Minute
	maxHeaderBytes = 64 << 10
)

// newHTTPServer bounds headers, idle connections, bodies that nobody reads and
// answers. How a body comes in that is read is for others to bound.
func newHTTPServer(h http.Handler) *http.Server {
	server := &http.Server{
		Handler:           serve.Guard(h),
		ReadHeaderTimeout: headerTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelDebug),
	}
	serve.DropFresh(server)
	return server
}

// listen takes addr, or says what to do about it.
func listen(ctx context.Context, addr string) (net.Listener, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("-addr %s: want a host and a port, such as %s", addr, DefaultAddr)
	}
	l, err := serve.Listen(ctx, addr)
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("another program listens on %s already, perhaps another reverie; end it, or choose another port with -addr %s", addr, freeBeside(host, port))
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("this user may not listen on %s; choose a port above 1023 with -addr %s", addr, net.JoinHostPort(host, "8080"))
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return nil, fmt.Errorf("this machine has no address %s; choose one that it has with -addr, such as %s", host, DefaultAddr)
	}
	return nil, fmt.Errorf("%w; choose another address with -addr, such as %s", err, DefaultAddr)
}

// freeBeside is an address with a free port near a taken one.
func freeBeside(host, port string) string {
	taken, err := strconv.Atoi(port)
	if err != nil {
		return net.JoinHostPort(host, "0")
	}
	for next := taken + 1; next <= min(taken+20, 65535); next++ {
		addr := net.JoinHostPort(host, strconv.Itoa(next))
		if l, err := net.Listen("tcp", addr); err == nil {
			_ = l.Close()
			return addr
		}
	}
	return net.JoinHostPort(host, "0")
}

// browserURL is addr as people type it: all addresses of the machine are
// reached as localhost.
func browserURL(addr net.Addr) string {
	tcp, ok := addr.(*net.TCPAddr)
	if !ok {
		return "http://" + addr.String()
	}
	host := tcp.IP.String()
	if tcp.IP.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, strconv.Itoa(tcp.Port))
}

// Loopback reports whether the gateway is reachable from this machine only.
func (s *Server) Loopback() bool {
	tcp, ok := s.addr.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}
