package serve

import (
	"net"
	"net/http"
	"testing"
	"time"
)

func TestShutdownDoesNotWaitForUnusedConnections(t *testing.T) {
	server := &http.Server{Handler: http.NotFoundHandler()}
	DropFresh(server)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() { _ = server.Serve(l) }()
	c, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	time.Sleep(50 * time.Millisecond) // until it is accepted
	done := make(chan error, 1)
	go func() { done <- server.Shutdown(t.Context()) }()
	if err := c.SetReadDeadline(time.Now().Add(4 * time.Second)); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(make([]byte, 1)); err == nil {
		t.Error("read something")
	} else if e, ok := err.(net.Error); ok && e.Timeout() {
		t.Error("the connection was left open")
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}
