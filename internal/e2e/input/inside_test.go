package input

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/reverie-image/reverie/internal/e2e/contract/live"
	"github.com/reverie-image/reverie/shared/fault"
)

type item struct{ ID string }

func gallery(t *testing.T, s *live.Site, account live.Account) []item {
	t.Helper()
	return decode[struct{ Items []item }](t, s.Do(t, "GET", "/api/gallery", nil, "Authorization", account.Bearer())).Items
}

// kept converts a picture for an account and waits for it in the gallery.
func kept(t *testing.T, s *live.Site, account live.Account) (jobPath, itemPath string) {
	t.Helper()
	jobPath = job(t, s, "Authorization", account.Bearer())
	s.Poll(t, jobPath, "Authorization", account.Bearer())
	for range 1000 {
		if items := gallery(t, s, account); len(items) > 0 {
			return jobPath, "/api/gallery/" + items[0].ID
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatal("the picture does not come to the gallery")
	return "", ""
}

// Another user's pictures and jobs do not exist: the answer is that for an ID
// that nobody has.
func TestOthersPictures(t *testing.T) {
	s := start(t)
	ann, bob := s.Register(t, newName()), s.Register(t, newName())
	jobPath, itemPath := kept(t, s, ann)
	for _, target := range []string{
		"GET " + itemPath, "GET " + itemPath + "/original", "GET " + itemPath + "/result", "GET " + itemPath + "/thumbnail",
		"HEAD " + itemPath, "HEAD " + itemPath + "/original", "DELETE " + itemPath,
		"GET " + jobPath, "HEAD " + jobPath, "DELETE " + jobPath,
		"GET " + jobPath + "/preview", "HEAD " + jobPath + "/preview", "GET " + jobPath + "/provenance",
	} {
		method, path, _ := strings.Cut(target, " ")
		for name, header := range map[string][]string{
			"bob":          {"Authorization", bob.Bearer()},
			"bob, cached":  {"Authorization", bob.Bearer(), "If-None-Match", "*"},
			"bob as ann":   {"Authorization", bob.Bearer(), "X-Authenticated-User", ann.ID},
			"bob as ann 2": {"Authorization", bob.Bearer(), "X_Authenticated_User", ann.ID, "Connection", "X-Authenticated-User"},
		} {
			a := s.Do(t, method, path, nil, header...)
			a.WantProblem(t, fault.NotFound)
			nobodys := s.Do(t, method, swapID(path), nil, header...)
			if !bytes.Equal(withoutID(a), withoutID(nobodys)) {
				t.Errorf("%s: %v differs from nobody's %v", name, a, nobodys)
			}
		}
		for _, header := range [][]string{nil, {"X-Authenticated-User", ann.ID}, {"x_authenticated_user", ann.ID}} {
			want := fault.NotFound
			if strings.HasPrefix(path, "/api/gallery") {
				want = fault.Unauthenticated
			}
			s.Do(t, method, path, nil, header...).WantProblem(t, want)
		}
	}
	if a := s.Do(t, "GET", itemPath, nil, "Authorization", ann.Bearer()); a.Status != 200 {
		t.Errorf("after all that its owner gets %v", a)
	}
	if items := gallery(t, s, bob); len(items) != 0 {
		t.Errorf("bob has %v", items)
	}
}

// swapID makes the path's ID another one of the same form.
func swapID(path string) string {
	b := []byte(path)
	at := len("/api/gallery/") + 8
	b[at] = map[bool]byte{true: 'B', false: 'A'}[b[at] == 'A']
	return string(b)
}

// withoutID is an answer's body without what differs by request.
func withoutID(a live.Answer) []byte {
	return bytes.ReplaceAll(a.Body, []byte(a.Header.Get("X-Request-Id")), nil)
}

// Who says from outside that he is signed in is not.
func TestUserHeaderFromOutside(t *testing.T) {
	s := start(t)
	ann, bob := s.Register(t, newName()), s.Register(t, newName())
	for _, header := range [][]string{
		{"X-Authenticated-User", ann.ID},
		{"x-authenticated-user", ann.ID, "X-AUTHENTICATED-USER", ann.ID},
		{"X_Authenticated_User", ann.ID},
		{"X-Authenticated_User", ann.ID},
		{"X-Authenticated-User", ann.ID, "Connection", "X-Authenticated-User, keep-alive"},
	} {
		s.Do(t, "GET", "/api/gallery", nil, header...).WantProblem(t, fault.Unauthenticated)
		s.Do(t, "GET", "/api/me", nil, header...).WantProblem(t, fault.Unauthenticated)
		anyones := job(t, s, header...)
		if a := s.Poll(t, anyones); a.Status != 200 { // it has no owner: anyone sees it
			t.Errorf("%v: %v", header, a)
		}
		bobs := job(t, s, append([]string{"Authorization", bob.Bearer()}, header...)...)
		if a := s.Poll(t, bobs, "Authorization", bob.Bearer()); a.Status != 200 {
			t.Errorf("%v: bob's job is not his: %v", header, a)
		}
		s.Do(t, "GET", bobs, nil, "Authorization", ann.Bearer()).WantProblem(t, fault.NotFound)
	}
	for range 500 {
		if len(gallery(t, s, bob)) == 5 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if anns, bobs := gallery(t, s, ann), gallery(t, s, bob); len(anns) != 0 || len(bobs) != 5 {
		t.Errorf("ann has %d pictures and bob %d, want 0 and 5", len(anns), len(bobs))
	}
	a := s.Do(t, "GET", "/api/auth/check", nil, "Authorization", bob.Bearer(), "X-Authenticated-User", ann.ID)
	if !bytes.Contains(a.Body, []byte(bob.ID)) || bytes.Contains(a.Body, []byte(ann.ID)) || a.Header.Get("X-Authenticated-User") != "" {
		t.Errorf("%v %v", a, a.Header)
	}
}

// The path that a function sees is the one that was asked for.
func TestPathHeaderFromOutside(t *testing.T) {
	s := start(t)
	mine, theirs := job(t, s), job(t, s)
	s.Poll(t, theirs)
	for _, name := range []string{"X-Reverie-Path", "X_Reverie_Path", "x-reverie-path"} {
		a := s.Do(t, "GET", "/api/converters", nil, name, "/api/converters/contrast")
		if !bytes.HasPrefix(a.Body, []byte(`{"converters"`)) {
			t.Errorf("%s: %v", name, a)
		}
		s.Do(t, "GET", "/api/jobs/AAAAAAAAAAAAAAAAAAAAAAAAAA", nil, name, theirs).WantProblem(t, fault.NotFound)
		s.Do(t, "POST", "/api/login", live.Credentials(newName(), live.Password), "Content-Type", "application/json", name, "/api/register").
			WantProblem(t, fault.Unauthenticated)
	}
	s.Do(t, "DELETE", mine, nil, "X-Reverie-Path", theirs)
	if a := s.Do(t, "GET", theirs, nil); a.Status != 200 {
		t.Errorf("another job was cancelled: %v", a)
	}
	for _, name := range []string{"X-Original-Url", "X-Rewrite-Url", "X-Forwarded-Path", "X-Http-Method-Override", "X-Forwarded-Host"} {
		if a := s.Do(t, "GET", theirs, nil, name, "DELETE"); a.Status != 200 {
			t.Errorf("%s: %v", name, a)
		}
	}
}

// Events travel inside: what looks like one at the front door is an upload, or
// refused.
func TestEventsAtTheFrontDoor(t *testing.T) {
	s := start(t)
	ann := s.Register(t, newName())
	jobPath, itemPath := kept(t, s, ann)
	id := strings.TrimPrefix(jobPath, "/api/jobs/")
	for _, event := range []struct{ kind, subject string }{
		{"io.github.reverie-image.conversion.requested", id},
		{"io.github.reverie-image.conversion.succeeded", id},
		{"io.github.reverie-image.account.deleted", ann.ID},
		{"io.github.reverie-image.sweep.requested", "restart"},
	} {
		binary := []string{"Ce-Specversion", "1.0", "Ce-Id", "1", "Ce-Source", "/x", "Ce-Type", event.kind, "Ce-Subject", event.subject}
		if a := s.Do(t, "POST", submit, photo(), append(binary, "Prefer", "wait=10")...); a.Status != 200 {
			t.Errorf("as an upload: %v", a)
		}
		if a := s.Do(t, "POST", direct, photo(), binary...); a.Status != 200 || a.Header.Get("Content-Type") != "image/jpeg" {
			t.Errorf("as a conversion: %v", a)
		}
		s.Do(t, "POST", direct, nil, binary...).WantProblem(t, fault.Malformed)
		s.Do(t, "POST", "/api/login", nil, binary...).WantProblem(t, fault.Malformed)
		s.Do(t, "POST", "/api/refresh", nil, binary...).WantProblem(t, fault.Unauthenticated)
		s.Do(t, "GET", "/api/gallery", nil, binary...).WantProblem(t, fault.Unauthenticated)
		structured := []byte(`{"specversion":"1.0","id":"1","source":"/x","type":"` + event.kind + `","subject":"` + event.subject + `"}`)
		for _, kind := range []string{"application/cloudevents+json", "application/cloudevents-batch+json; charset=utf-8", "APPLICATION/CloudEvents+json"} {
			s.Do(t, "POST", submit, structured, "Content-Type", kind).WantProblem(t, fault.UnsupportedImage)
			s.Do(t, "POST", direct, structured, "Content-Type", kind).WantProblem(t, fault.UnsupportedImage)
			s.Do(t, "POST", "/api/register", structured, "Content-Type", kind).WantProblem(t, fault.Malformed)
			s.Do(t, "POST", "/api/refresh", structured, "Content-Type", kind).WantProblem(t, fault.Unauthenticated)
			s.Do(t, "GET", "/api/gallery", nil, "Content-Type", kind).WantProblem(t, fault.Unauthenticated)
			for _, path := range []string{"/", "/broker", "/functions/sweep", "/healthz"} {
				if a := s.Do(t, "POST", path, structured, "Content-Type", kind); a.Status != 404 && a.Status != 405 {
					t.Error(a)
				}
			}
		}
	}
	for _, path := range []string{"/api/me", itemPath, jobPath} {
		if a := s.Do(t, "GET", path, nil, "Authorization", ann.Bearer()); a.Status != 200 {
			t.Errorf("an event came in: %v", a)
		}
	}
}

// Another site's page cannot make a browser change anything.
func TestCrossOrigin(t *testing.T) {
	s := start(t)
	account := s.Register(t, newName())
	target := job(t, s)
	for _, c := range [][]string{
		{"Origin", "https://elsewhere.example"}, {"Origin", "null"}, {"Origin", "http://localhost"}, {"Origin", s.URL() + "0"},
		{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Sec-Fetch-Site", "cross-site", "Origin", s.URL()},
	} {
		auth := append([]string{"Authorization", account.Bearer(), "Cookie", "reverie_refresh=" + account.Refresh}, c...)
		for _, what := range []string{"POST " + submit, "POST " + direct, "POST /api/login", "POST /api/register", "POST /api/refresh", "POST /api/logout", "DELETE /api/me", "DELETE " + target} {
			method, path, _ := strings.Cut(what, " ")
			s.Do(t, method, path, photo(), auth...).WantProblem(t, fault.Forbidden)
		}
		a := s.Do(t, "GET", "/api/converters", nil, c...)
		if a.Status != 200 || a.Header.Get("Access-Control-Allow-Origin") != "" || a.Header.Get("Cross-Origin-Resource-Policy") != "same-origin" {
			t.Errorf("%v: %v", a, a.Header)
		}
		if a := s.Do(t, http.MethodOptions, submit, nil, append(c, "Access-Control-Request-Method", "POST")...); a.Status != 405 {
			t.Errorf("asked before: %v", a)
		}
	}
	for _, c := range [][]string{{"Origin", s.URL()}, {"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Site", "none"}} {
		job(t, s, c...)
	}
	if a := s.Do(t, "POST", "/api/refresh", nil, "Cookie", "reverie_refresh="+account.Refresh); a.Status != 200 {
		t.Errorf("the session did not survive: %v", a)
	}
}
