package failure

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/reverie-image/reverie/internal/e2e/proc"
)

// client is somebody at the API.
type client struct {
	t     *testing.T
	url   string
	token string // empty: not signed in
}

var transport = &http.Transport{MaxIdleConnsPerHost: 64}

// answer is a response that has been read.
type answer struct {
	status int
	header http.Header
	body   []byte
	took   time.Duration
}

func (a answer) String() string {
	return fmt.Sprintf("%d %s %.300s", a.status, a.header.Get("Job-Status"), a.body)
}

// problem is the last segment of a problem's type.
func (a answer) problem() string {
	var p struct{ Type string }
	_ = json.Unmarshal(a.body, &p)
	return strings.TrimPrefix(p.Type, "/problems/")
}

// try sends a request; an error means that there was no whole answer.
func (c client) try(ctx context.Context, method, path string, body []byte, header ...string) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, c.url+path, bytes.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	began := time.Now()
	res, err := (&http.Client{Transport: transport}).Do(req)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	read, err := io.ReadAll(res.Body)
	return answer{res.StatusCode, res.Header, read, time.Since(began)}, err
}

func (c client) do(method, path string, body []byte, header ...string) answer {
	c.t.Helper()
	a, err := c.try(c.t.Context(), method, path, body, header...)
	if err != nil {
		c.t.Fatal(err)
	}
	return a
}

func (c client) get(path string) answer {
	c.t.Helper()
	return c.do(http.MethodGet, path, nil)
}

// submit posts the test's picture for a conversion, such as "grayscale" or
// "slow&ms=500", and returns the job's ID.
func (c client) submit(conversion string) string {
	c.t.Helper()
	return c.accepted(c.do(http.MethodPost, "/api/jobs?converter="+conversion, input))
}

// accepted is the ID in a 202.
func (c client) accepted(a answer) string {
	c.t.Helper()
	var j struct{ ID string }
	if a.status != http.StatusAccepted || json.Unmarshal(a.body, &j) != nil {
		c.t.Fatalf("not accepted: %v", a)
	}
	return j.ID
}

const jobs = "/api/jobs/"

// waitFor polls a job until it is in a state of those that are not final. Every
// answer until then must be 202.
func (c client) waitFor(id, state string) {
	c.t.Helper()
	proc.Until(c.t, limit, "job "+id+" to be "+state, func() error {
		a := c.get(jobs + id)
		if a.status != http.StatusAccepted {
			c.t.Fatalf("job %s is not under way: %v", id, a)
		}
		if got := a.header.Get("Job-Status"); got != state {
			return fmt.Errorf("it is %s", got)
		}
		return nil
	})
}

// end polls a job until it is no more under way. Until then every answer must
// be 202.
func (c client) end(id string) (a answer) {
	c.t.Helper()
	proc.Until(c.t, limit, "end of job "+id, func() error {
		if a = c.get(jobs + id); a.status == http.StatusAccepted {
			return fmt.Errorf("%v", a)
		}
		return nil
	})
	return a
}

// picture is the result of a job that must succeed.
func (c client) picture(id string) answer {
	c.t.Helper()
	a := c.end(id)
	if a.status != http.StatusOK {
		c.t.Fatalf("job %s: %v", id, a)
	}
	return a
}

// signUp registers an account and returns a client that is signed in.
func (c client) signUp(name string) client {
	c.t.Helper()
	a := c.do(http.MethodPost, "/api/register", credentials(name), "Content-Type", "application/json")
	var s struct {
		Token string `json:"access_token"`
	}
	if a.status != http.StatusCreated || json.Unmarshal(a.body, &s) != nil || s.Token == "" {
		c.t.Fatalf("register %s: %v", name, a)
	}
	c.token = s.Token
	return c
}

func (c client) login(name string) answer {
	c.t.Helper()
	return c.do(http.MethodPost, "/api/login", credentials(name), "Content-Type", "application/json")
}

func credentials(name string) []byte {
	return []byte(`{"username":"` + name + `","password":"correct horse battery"}`)
}

// unavailable checks that an answer is a 503 that says what to do and when.
func unavailable(t *testing.T, what string, a answer) {
	t.Helper()
	if a.status != http.StatusServiceUnavailable || a.problem() != "unavailable" || a.header.Get("Retry-After") == "" {
		t.Errorf("%s: %v, Retry-After %q; want a 503 problem with Retry-After", what, a, a.header.Get("Retry-After"))
	}
}
