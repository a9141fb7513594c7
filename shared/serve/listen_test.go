package serve

import (
	"context"
	"io"
	"net"
	"testing"
	"time"
)

func TestAStalledReaderIsCutOff(t *testing.T) {
	l, err := Listen(context.Background(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	l = stallListener{l.(stallListener).Listener, 100 * time.Millisecond}

	for _, c := range []struct {
		name  string
		reads bool
	}{{"reads", true}, {"stalls", false}} {
		t.Run(c.name, func(t *testing.T) {
			client, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			server, err := l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			defer server.Close()
			const size = 64 << 20
			received := make(chan int64, 1)
			if c.reads {
				go func() {
					n, _ := io.Copy(io.Discard, client)
					received <- n
				}()
			}
			n, err := server.Write(make([]byte, size))
			_ = server.Close()
			if !c.reads {
				if err == nil {
					t.Error("64 MiB were written to nobody")
				}
				return
			}
			if got := <-received; err != nil || n != size || got != size {
				t.Errorf("wrote %d (%v), %d arrived", n, err, got)
			}
		})
	}
}

func TestTheEarlierDeadlineHolds(t *testing.T) {
	for name, own := range map[string]time.Duration{"the handler's": 100 * time.Millisecond, "the connection's": time.Hour} {
		t.Run(name, func(t *testing.T) {
			l, err := Listen(context.Background(), "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			l = stallListener{l.(stallListener).Listener, time.Hour}
			if own == time.Hour {
				l = stallListener{l.(stallListener).Listener, 100 * time.Millisecond}
			}
			client, err := net.Dial("tcp", l.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			defer client.Close()
			server, err := l.Accept()
			if err != nil {
				t.Fatal(err)
			}
			defer server.Close()
			if err := server.SetDeadline(time.Now().Add(own)); err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() {
				_, err := server.Write(make([]byte, 64<<20))
				ended <- err
			}()
			select {
			case err := <-ended:
				if err == nil {
					t.Error("64 MiB were written to nobody")
				}
			case <-time.After(5 * time.Second):
				t.Error("it goes on")
			}
		})
	}
}
