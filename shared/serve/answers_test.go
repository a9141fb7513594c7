package serve

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fn"
)

// everything is more than all answers may take together.
const everything = 1 << 30

// holding is a function whose answer is too large for the buffers of a connection
// and counts as all that there is; answered gets how that went.
func holding() (h http.Handler, answered chan error) {
	answered = make(chan error, 1)
	return HTTP("holding", func(req handler.Request) (handler.Response, error) {
		err := fn.Hold(req, everything)
		answered <- err
		if err != nil {
			return fn.Fail(req, err), nil
		}
		return fn.Bytes(http.StatusOK, "image/png", make([]byte, 48<<20)), nil
	}, Options{}), answered
}

// taken reports whether there is no room for another answer.
func taken(t *testing.T, patience time.Duration) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	ctx, done := fn.WithAnswer(ctx, nil)
	defer done()
	var req handler.Request
	req.WithContext(ctx)
	return fn.Hold(req, everything) != nil
}

// becomesFree waits until there is room, long after whoever holds it must have let go.
func becomesFree(t *testing.T) {
	t.Helper()
	for range 60 {
		if !taken(t, time.Second) {
			return
		}
	}
	t.Fatal("there is no room for another answer")
}

// TestAnAnswerCountsUntilItIsTaken by its reader.
func TestAnAnswerCountsUntilItIsTaken(t *testing.T) {
	h, answered := holding()
	patient := guard{body: time.Minute, stall: time.Minute, grace: time.Minute, rate: 1 << 20}
	conn := slowReader(t, guardedBy(t, patient, h))
	if err := <-answered; err != nil {
		t.Fatal(err)
	}
	if !taken(t, 10*time.Millisecond) {
		t.Error("an answer that nobody has read yet takes no room")
	}
	_ = conn.SetDeadline(time.Time{})
	if _, err := io.Copy(io.Discard, conn); err != nil {
		t.Fatal(err)
	}
	becomesFree(t)
}

// TestAReaderThatStopsHoldsNothing for longer than the guard lets it.
func TestAReaderThatStopsHoldsNothing(t *testing.T) {
	h, answered := holding()
	slowReader(t, guarded(t, h))
	if err := <-answered; err != nil {
		t.Fatal(err)
	}
	becomesFree(t)
}

// slowReader asks for something and reads nothing.
func slowReader(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn := send(t, addr, "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
	_ = conn.(*net.TCPConn).SetReadBuffer(64 << 10)
	return conn
}
