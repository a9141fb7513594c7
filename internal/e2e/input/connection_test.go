package input

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
)

// What net/http itself cannot read it answers itself, before the gateway: a
// short 400 that closes the connection, and no problem document.
func TestNoHTTP(t *testing.T) {
	s := start(t)
	post := "POST " + submit + " HTTP/1.1\r\nHost: x\r\n"
	for name, c := range map[string]struct {
		bytes  string
		status int
	}{
		"two lengths":               {post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400},
		"two lengths in one":        {post + "Content-Length: 3, 4\r\n\r\nabcd", 400},
		"a signed length":           {post + "Content-Length: +3\r\n\r\nabc", 400},
		"a negative length":         {post + "Content-Length: -3\r\n\r\nabc", 400},
		"a hexadecimal length":      {post + "Content-Length: 0x3\r\n\r\nabc", 400},
		"a length with a fraction":  {post + "Content-Length: 3.0\r\n\r\nabc", 400},
		"a length over all numbers": {post + "Content-Length: 99999999999999999999\r\n\r\n", 400},
		"space before the colon":    {post + "Content-Length : 3\r\n\r\nabc", 400},
		"space before a name":       {post + " Content-Length: 3\r\n\r\nabc", 400},
		"an encoding of its own":    {post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 501},
		"gzip and chunks":           {post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 501},
		"chunks and identity":       {post + "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n", 501},
		"chunks twice":              {post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 501},
		"chunks behind a tab":       {post + "Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n", 400},
		"a zero byte in a header":   {post + "X: a\x00b\r\n\r\n", 400},
		"no host":                   {"GET / HTTP/1.1\r\n\r\n", 400},
		"two hosts":                 {"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400},
		"a host with a path":        {"GET / HTTP/1.1\r\nHost: x/../y\r\n\r\n", 400},
		"no version":                {"GET /\r\n\r\n", 400},
		"another version":           {"GET / HTTP/3.0\r\nHost: x\r\n\r\n", 505},
		"no request":                {"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400},
		"large headers":             {post + "X: " + strings.Repeat("h", 100_000) + "\r\n\r\n", 431},
		"many headers":              {post + strings.Repeat("X: h\r\n", 20_000) + "\r\n", 431},
		"a large cookie":            {"GET /api/me HTTP/1.1\r\nHost: x\r\nCookie: " + strings.Repeat("c", 70_000) + "\r\n\r\n", 431},
	} {
		t.Run(name, func(t *testing.T) {
			a := one(t, s, "POST", c.bytes)
			if a.Status != c.status || a.Header.Get("Connection") != "close" || len(a.Body) > 200 {
				t.Errorf("%v, %v; want %d and the end", a, a.Header, c.status)
			}
		})
	}
	if a := one(t, s, "GET", "GET /api/converters HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("h", 60_000)+"\r\nConnection: close\r\n\r\n"); a.Status != 200 {
		t.Errorf("headers within the limit: %v", a)
	}
	alive(t, s)
}

// A request that says both how long it is and that it comes in chunks is how
// one request is hidden from a proxy in another. It is answered, and what comes
// behind it never counts as a request.
func TestSmuggling(t *testing.T) {
	s := start(t)
	victim := job(t, s)
	s.Poll(t, victim)
	hidden := "DELETE " + victim + " HTTP/1.1\r\nHost: x\r\n\r\n"
	for name, c := range map[string]struct{ head, body string }{
		"length, then chunks": {fmt.Sprintf("Content-Length: %d\r\nTransfer-Encoding: chunked\r\n", 5+len(hidden)), "0\r\n\r\n" + hidden},
		"chunks, then length": {fmt.Sprintf("Transfer-Encoding: chunked\r\nContent-Length: %d\r\n", 5+len(hidden)), "0\r\n\r\n" + hidden},
		"short length":        {"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n", fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(hidden), hidden)},
		"chunk extensions":    {"Transfer-Encoding: chunked\r\nContent-Length: 9\r\n", "0;x=\"\n\"\r\n\r\n" + hidden},
		"broken chunks":       {"Transfer-Encoding: chunked\r\n", "zz\r\n" + hidden},
		"a negative chunk":    {"Transfer-Encoding: chunked\r\n", "-1\r\n" + hidden},
		"an endless chunk":    {"Transfer-Encoding: chunked\r\n", "ffffffffffffffffff\r\n" + hidden},
		"chunks on a GET":     {"Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", "0\r\n\r\n" + hidden},
		"trailers":            {"Transfer-Encoding: chunked\r\nTrailer: X-Authenticated-User\r\n", "0\r\nX-Authenticated-User: someone\r\n\r\n" + hidden},
	} {
		t.Run(name, func(t *testing.T) {
			method := map[bool]string{true: "GET", false: "POST"}[strings.HasSuffix(name, "GET")]
			all := raw(t, s, method, method+" "+submit+" HTTP/1.1\r\nHost: x\r\n"+c.head+"\r\n"+c.body)
			if len(all) != 1 || all[0].Status < 400 {
				t.Errorf("%d answers: %v", len(all), all)
			}
			if a := s.Do(t, "GET", victim, nil); a.Status != 200 {
				t.Fatalf("the hidden request was answered: %v", a)
			}
		})
	}
}

// A length that is not that of the body.
func TestLyingAboutTheLength(t *testing.T) {
	s := start(t)
	picture := string(photo())
	head := "POST " + submit + " HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
	t.Run("more than comes", func(t *testing.T) {
		one(t, s, "POST", fmt.Sprintf(head, len(picture)+1)+picture).WantProblem(t, fault.Malformed)
	})
	t.Run("nothing comes", func(t *testing.T) {
		one(t, s, "POST", fmt.Sprintf(head, 5<<20)).WantProblem(t, fault.Malformed)
	})
	t.Run("less than comes", func(t *testing.T) {
		all := raw(t, s, "POST", fmt.Sprintf(head, len(picture)/2)+picture)
		if len(all) == 0 || len(all) > 2 {
			t.Fatalf("%d answers: %v", len(all), all)
		}
		all[0].WantProblem(t, fault.CorruptImage)
		if len(all) == 2 && all[1].Status != 400 {
			t.Errorf("the rest counts as a request: %v", all[1])
		}
	})
	t.Run("more than is taken", func(t *testing.T) {
		for _, n := range []int64{limit + 1, 1 << 40, 1<<63 - 1} {
			one(t, s, "POST", fmt.Sprintf(head, n)).WantProblem(t, fault.TooLarge)
		}
	})
	t.Run("chunks that break off", func(t *testing.T) {
		one(t, s, "POST", "POST "+submit+" HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\nabc").WantProblem(t, fault.Malformed)
	})
	t.Run("no body at all", func(t *testing.T) {
		one(t, s, "POST", "POST "+submit+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").WantProblem(t, fault.Malformed)
	})
	alive(t, s)
}

func TestSlowUpload(t *testing.T) {
	s := start(t, "UPLOAD_GRACE", "300ms", "UPLOAD_TIMEOUT", "1s")
	head := "POST " + submit + " HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
	for name, feed := range map[string]func(net.Conn){
		"nothing comes":     func(net.Conn) {},
		"it stops":          func(c net.Conn) { _, _ = c.Write(make([]byte, 1000)) },
		"a byte now, later": drip(1, 50*time.Millisecond),
		"below the rate":    drip(100, 20*time.Millisecond),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn := s.Dial(t)
			if _, err := io.WriteString(conn, head); err != nil {
				t.Fatal(err)
			}
			begun := time.Now()
			go feed(conn)
			all := answers(t, "POST", conn)
			if len(all) != 1 {
				t.Fatalf("%d answers: %v", len(all), all)
			}
			all[0].WantProblem(t, fault.RequestTimeout)
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
}

func drip(n int, every time.Duration) func(net.Conn) {
	return func(c net.Conn) {
		for part := bytes.Repeat([]byte{0xff}, n); ; time.Sleep(every) {
			if _, err := c.Write(part); err != nil {
				return
			}
		}
	}
}
