package proc

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

const pause = 10 * time.Millisecond

// Until asks again and again until ready returns nil. After limit the test
// fails with what was waited for and the last error.
func Until(tb testing.TB, limit time.Duration, what string, ready func() error) {
	tb.Helper()
	began := time.Now()
	for {
		err := ready()
		if err == nil {
			return
		}
		if time.Since(began) > limit {
			tb.Fatalf("%s: not within %v: %v", what, limit, err)
		}
		time.Sleep(pause)
	}
}

const startLimit = 30 * time.Second

// WaitReady waits until url answers with 200.
func (p *Process) WaitReady(url string) {
	p.tb.Helper()
	client := &http.Client{Timeout: time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	Until(p.tb, startLimit, "start of "+url, func() error {
		select {
		case <-p.done:
			p.tb.Fatalf("the process ended at its start: %v\n%s", p.err, tail(p.Log()))
		default:
		}
		res, err := client.Get(url)
		if err != nil {
			return err
		}
		_ = res.Body.Close()
		if res.StatusCode != http.StatusOK {
			return fmt.Errorf("answers %s", res.Status)
		}
		return nil
	})
}

// WaitLog waits until the process has written text.
func (p *Process) WaitLog(limit time.Duration, text string) {
	p.tb.Helper()
	Until(p.tb, limit, fmt.Sprintf("%q in the log", text), func() error {
		if !strings.Contains(p.Log(), text) {
			return fmt.Errorf("it says\n%s", tail(p.Log()))
		}
		return nil
	})
}
