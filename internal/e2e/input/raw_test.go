package input

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/internal/e2e/contract/live"
	"github.com/reverie-image/reverie/shared/fault"
)

// raw sends bytes as they are over one connection, says that nothing more will
// come, and reads every answer.
func raw(t *testing.T, s *live.Site, method, bytes string) []live.Answer {
	t.Helper()
	conn := s.Dial(t)
	defer func() { _ = conn.Close() }()
	if _, err := io.WriteString(conn, bytes); err != nil {
		t.Fatal(err)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.CloseWrite()
	}
	return answers(t, method, conn)
}

func answers(t *testing.T, method string, conn io.Reader) (all []live.Answer) {
	t.Helper()
	r := bufio.NewReader(conn)
	for {
		res, err := http.ReadResponse(r, &http.Request{Method: method})
		if err != nil {
			return all
		}
		body, err := io.ReadAll(res.Body)
		if err != nil {
			t.Error(err)
		}
		_ = res.Body.Close()
		if res.Close { // which ReadResponse takes out of the header
			res.Header.Set("Connection", "close")
		}
		all = append(all, live.Answer{Method: method, Path: "/api/…", Status: res.StatusCode, Header: res.Header, Body: body})
	}
}

// one is raw for a request that has one answer.
func one(t *testing.T, s *live.Site, method, bytes string) live.Answer {
	t.Helper()
	all := raw(t, s, method, bytes)
	if len(all) != 1 {
		t.Fatalf("%.100q: %d answers: %v", bytes, len(all), all)
	}
	return all[0]
}

func TestPathTricks(t *testing.T) {
	s := start(t)
	path := job(t, s)
	s.Poll(t, path)
	id := strings.TrimPrefix(path, "/api/jobs/")
	long := strings.Repeat("A", 10_000)
	for target, status := range map[string]int{
		"/api/jobs/../converters":                  404,
		"/api/jobs/..":                             404,
		"/api/jobs/.":                              404,
		"/api/jobs/./" + id:                        404,
		"/api/../api/jobs/" + id:                   404,
		"/api/jobs/%2e%2e":                         404,
		"/api/jobs/%2e%2e/%2e%2e/etc/passwd":       404,
		"/api/jobs/..%2f..%2fetc%2fpasswd":         404,
		"/api/jobs/%2e%2e%5c%2e%2e%5cx":            404,
		"/api/jobs/%252e%252e%252fx":               404,
		"/api/jobs/..;/" + id:                      404,
		"/api/jobs%2f" + id:                        404,
		"/api/%6aobs/" + id:                        404,
		"/api/jobs/" + id + "%2f..%2f" + id:        404,
		"/api/jobs/" + id + "/../" + id:            404,
		"/api/jobs/" + id + "/":                    404,
		"/api/jobs/" + id + "/input":               404,
		"/api/jobs/" + id + "/job.json":            404,
		"/api/jobs/" + id + "%2fjob.json":          404,
		"/api/jobs/" + id + ".json":                404,
		"/api/jobs/" + id + "%00":                  404,
		"/api/jobs/" + id + "%00.jpg":              404,
		"/api/jobs/" + id + "%0d%0aX-Evil:%201":    404,
		"/api/jobs/" + id + "%20":                  404,
		"/api/jobs/" + id + ";x=y":                 404,
		"/api/jobs/" + strings.ToLower(id):         404,
		"/api/jobs/" + id[:25]:                     404,
		"/api/jobs/" + id + id:                     404,
		"/api/jobs/*":                              404,
		"/api/jobs/?id=" + id:                      404,
		"/api/jobs//" + id:                         404,
		"//api/jobs/" + id:                         404,
		"/api//jobs/" + id:                         404,
		"/API/jobs/" + id:                          404,
		"/api/jobs/" + long:                        404,
		"/api/jobs/\u00fc":                         404,
		"/api/jobs/%C3%BC":                         404,
		"/api/jobs/\uff0e\uff0e\uff0fx":            404,
		"/api/jobs/%c0%ae%c0%ae%c0%afx":            404,
		"/api/jobs/%ff%fe":                         404,
		"/api/jobs/" + id + "\\..":                 404,
		"/api/jobs/<script>alert(1)</script>":      404,
		"/api/jobs/{id}":                           404,
		"/api/jobs/${jndi:ldap://127.0.0.1/x}":     404,
		"/api/gallery/../jobs/" + id:               404,
		"/api/converters/../jobs/" + id:            404,
		"/api/converters/contrast%2f":              404,
		"/api/jobs?id=" + id:                       405,
		"/api/jobs":                                405,
		"/api/jobs/\x00":                           400,
		"/api/jobs/%zz":                            400,
		"/api/jobs/" + id + "%":                    400,
		"/api/jobs/ " + id:                         400,
		"api/jobs/" + id:                           400,
		"*":                                        404,
		"/api/jobs/" + strings.Repeat("A", 80_000): 431,
	} {
		a := one(t, s, "GET", "GET "+target+" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
		switch {
		case a.Status != status:
			t.Errorf("%.100q: %v; want %d", target, a, status)
		case status == 405:
			a.WantProblem(t, fault.MethodNotAllowed)
		case status == 404 && strings.HasPrefix(target, "/api/"):
			a.WantProblem(t, fault.NotFound)
		case status == 404 && a.Header.Get("X-Request-Id") == "":
			t.Errorf("%.100q: %v: no request ID", target, a)
		}
		if a.Header.Get("X-Evil") != "" || len(a.Body) > 16<<10 {
			t.Errorf("%.100q: %v", target, a.Header)
		}
	}
	if a := s.Do(t, "GET", path+"?id=AAAAAAAAAAAAAAAAAAAAAAAAAA", nil); a.Status != 200 {
		t.Errorf("a query overrides the path: %v", a)
	}
}
