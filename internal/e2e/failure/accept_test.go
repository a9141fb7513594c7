package failure

import (
	"net"
	"net/http"
	"testing"

	"github.com/reverie-image/reverie/internal/e2e/proc"
	"github.com/reverie-image/reverie/shared/job"
)

// The accepting function dies right after it has answered the ID.
func TestAcceptorDiesAfterTheAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, options{apart: []string{"convert"}})
	acceptor := w.start("convert")
	c := client{t: t, url: w.URL()}
	id := c.submit("slow&ms=1000")
	acceptor.Kill()

	unavailable(t, "POST without an acceptor", c.do(http.MethodPost, "/api/jobs?converter=grayscale", input))
	flipped(t, c.picture(id).body)
	w.start("convert")
	flipped(t, c.picture(c.submit("flip-horizontal")).body)
}

// Its event went nowhere, and it cannot send it again.
func TestAcceptorDiesWithTheEvent(t *testing.T) {
	t.Parallel()
	w := newWorld(t, options{apart: []string{"convert"}})
	acceptor := w.start("convert", "K_SINK="+proc.URL(proc.FreePort(t)))
	c := client{t: t, url: w.URL()}
	id := c.submit("flip-horizontal")
	acceptor.Kill()

	if rec := w.storage.record(id); rec.State != job.Queued {
		t.Fatalf("the job is %s: its event arrived", rec.State)
	}
	flipped(t, c.picture(id).body) // the sweep has sent the event again
}

// It dies between the record and the event, so that the client never sees the
// ID. The client repeats its request with the same Idempotency-Key.
func TestAcceptorDiesBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t, options{apart: []string{"convert"}})
	sink, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer sink.Close()
	acceptor := w.start("convert", "K_SINK=http://"+sink.Addr().String())
	go func() {
		if conn, err := sink.Accept(); err == nil { // the record is written, the event on its way
			acceptor.Kill()
			_ = conn.Close()
		}
	}()
	c := client{t: t, url: w.URL()}
	post := func() answer {
		return c.do(http.MethodPost, "/api/jobs?converter=flip-horizontal", input, "Idempotency-Key", "once")
	}
	unavailable(t, "POST", post())
	stored := w.storage.jobs()
	if len(stored) != 1 {
		t.Fatalf("%d jobs are stored, want 1", len(stored))
	}

	w.start("convert")
	if id := c.accepted(post()); id != stored[0] {
		t.Errorf("the second request made the job %s beside %s", id, stored[0])
	}
	flipped(t, c.picture(stored[0]).body)
	if again := post(); again.status == http.StatusAccepted {
		if id := c.accepted(again); id != stored[0] {
			t.Errorf("the third request made the job %s beside %s", id, stored[0])
		}
	}
	if n := len(w.storage.jobs()); n != 1 {
		t.Errorf("%d jobs are stored, want 1", n)
	}
}
