//go:build e2e

package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"testing"
	"time"
)

// client is somebody at the API.
type client struct {
	url   string
	token string // empty: not signed in
	tally *tally // counts answers; nil: nobody counts
}

func visitor(t *testing.T) client { return client{url: gateway(t)} }

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

// ofPlatform reports whether an error is not a job's own.
func (a answer) ofPlatform() bool { return a.status >= 500 && a.header.Get("Job-Status") == "" }

var transport = &http.Transport{MaxIdleConnsPerHost: 200, IdleConnTimeout: 30 * time.Second}

func (c client) do(ctx context.Context, method, path string, body []byte, header ...string) (answer, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
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
		c.tally.add(answer{}, err)
		return answer{}, err
	}
	defer res.Body.Close()
	read, err := io.ReadAll(res.Body)
	a := answer{res.StatusCode, res.Header, read, time.Since(began)}
	c.tally.add(a, err)
	return a, err
}

func (c client) must(t *testing.T, method, path string, body []byte, header ...string) answer {
	t.Helper()
	a, err := c.do(t.Context(), method, path, body, header...)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// accepted is the ID in a 202.
func accepted(a answer) (string, error) {
	var j struct{ ID string }
	if a.status != http.StatusAccepted || json.Unmarshal(a.body, &j) != nil || j.ID == "" {
		return "", fmt.Errorf("not accepted: %v", a)
	}
	return j.ID, nil
}

// submit posts a picture for a conversion, such as "contrast&amount=20".
func (c client) submit(t *testing.T, conversion string, picture []byte, header ...string) string {
	t.Helper()
	id, err := accepted(c.must(t, http.MethodPost, "/api/jobs?converter="+conversion, picture, header...))
	if err != nil {
		t.Fatalf("%s: %v", conversion, err)
	}
	return id
}

// end polls a job until it has come to one, at the pace that the answers ask
// for. What the platform could not answer is asked again.
func (c client) end(ctx context.Context, id string, limit time.Duration) (answer, error) {
	deadline := time.Now().Add(limit)
	for {
		a, err := c.do(ctx, http.MethodGet, "/api/jobs/"+id, nil)
		if err == nil && a.status != http.StatusAccepted && a.status != http.StatusTooManyRequests && !a.ofPlatform() {
			return a, nil
		}
		if ctx.Err() != nil {
			return a, ctx.Err()
		}
		if time.Now().After(deadline) {
			return a, fmt.Errorf("job %s did not end within %v: %v %w", id, limit, a, err)
		}
		pause := time.Second
		if after, err := strconv.Atoi(a.header.Get("Retry-After")); err == nil {
			pause = time.Duration(min(max(after, 1), 5)) * time.Second
		}
		select {
		case <-ctx.Done():
			return a, ctx.Err()
		case <-time.After(pause):
		}
	}
}

// picture is the result of a job that must succeed.
func (c client) picture(t *testing.T, id string, limit time.Duration) answer {
	t.Helper()
	a, err := c.end(t.Context(), id, limit)
	if err != nil || a.status != http.StatusOK {
		t.Fatalf("job %s: %v %v", id, a, err)
	}
	return a
}

// signUp registers an account and returns a client that is signed in.
func (c client) signUp(t *testing.T, name string) client {
	t.Helper()
	c.token = c.signIn(t, "/api/register", name, http.StatusCreated)
	return c
}

func (c client) signIn(t *testing.T, path, name string, want int) string {
	t.Helper()
	body := []byte(`{"username":"` + name + `","password":"correct horse battery"}`)
	a := c.must(t, http.MethodPost, path, body, "Content-Type", "application/json")
	var s struct {
		Token string `json:"access_token"`
	}
	if a.status != want || json.Unmarshal(a.body, &s) != nil || s.Token == "" {
		t.Fatalf("%s %s: %v", path, name, a)
	}
	return s.Token
}
