package function

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/fn"
)

func TestRegister(t *testing.T) {
	w := newWorld(t)
	a := w.register("Ada.Lovelace-1_2")
	u, _ := a.doc["user"].(map[string]any)
	if u["username"] != "Ada.Lovelace-1_2" || !isID(a.id(), idChars) {
		t.Errorf("user = %v", u)
	}
	if made, err := time.Parse(time.RFC3339, fmt.Sprint(u["created_at"])); err != nil || w.now().Sub(made).Abs() > time.Second {
		t.Errorf("created_at = %v", u["created_at"])
	}
	if a.doc["token_type"] != "Bearer" || a.doc["expires_in"] != 600.0 {
		t.Errorf("answer = %s", a.Body)
	}
	if strings.Contains(string(a.Body), "argon2") || strings.Contains(string(a.Body), a.cookie()) {
		t.Errorf("the body holds a secret: %s", a.Body)
	}
	if got := a.Header.Get("Cache-Control"); got != "no-store" {
		t.Errorf("Cache-Control = %q", got)
	}
	set := a.Header.Get("Set-Cookie")
	for _, want := range []string{"HttpOnly", "Secure", "SameSite=Strict", "Path=/api", "Max-Age=2592000"} {
		if !strings.Contains(set, "; "+want) {
			t.Errorf("cookie %q lacks %s", set, want)
		}
	}
	w.want(check(t, w.service, a.token()), http.StatusOK, "")
	w.want(login(t, w.instance(), "ada.lovelace-1_2", password), http.StatusOK, "")
	for _, key := range w.keys("") {
		if strings.Contains(key, a.cookie()) || strings.Contains(strings.ToLower(key), "ada") {
			t.Errorf("object %s", key)
		}
	}
}

func TestNamesDifferByMoreThanCase(t *testing.T) {
	w := newWorld(t)
	w.register("grace")
	w.want(send(t, w.service, "POST", "/api/register", credentials("GRACE", "another password")), http.StatusConflict, "conflict")
}

func TestCookieSecureIsASetting(t *testing.T) {
	if c := (settings{CookieSecure: false, RefreshTTL: time.Hour}).cookie("x"); strings.Contains(c, "Secure") {
		t.Errorf("cookie = %s", c)
	}
}

func TestRegisterRefuses(t *testing.T) {
	w := newWorld(t)
	const (
		malformed = "malformed-request"
		params    = "invalid-parameters"
	)
	long := strings.Repeat("x", 129)
	for name, c := range map[string]struct {
		body   string
		status int
		code   string
		names  string // the members that the answer names
	}{
		"empty":               {"", 400, malformed, ""},
		"no JSON":             {"username=ada", 400, malformed, ""},
		"cut off":             {`{"username":"ada","password":"` + password, 400, malformed, ""},
		"array":               {`["ada"]`, 400, malformed, ""},
		"null":                {`null`, 400, malformed, ""},
		"text":                {`"ada"`, 400, malformed, ""},
		"two objects":         {credentials("ada", password) + "{}", 400, malformed, ""},
		"trailing comma":      {`{"username":"ada","password":"` + password + `",}`, 400, malformed, ""},
		"not UTF-8":           {"{\"username\":\"ada\xff\",\"password\":\"" + password + "\"}", 400, malformed, ""},
		"member twice":        {`{"username":"ada","username":"bob","password":"` + password + `"}`, 400, malformed, ""},
		"deep":                {`{"username":` + strings.Repeat("[", 4000), 400, malformed, ""},
		"too large":           {credentials("ada", strings.Repeat("x", bodyLimit)), 413, "too-large", ""},
		"nothing":             {`{}`, 422, params, "password username"},
		"no password":         {`{"username":"ada"}`, 422, params, "password"},
		"number":              {`{"username":1,"password":"` + password + `"}`, 422, params, "username"},
		"null password":       {`{"username":"ada","password":null}`, 422, params, "password"},
		"object password":     {`{"username":"ada","password":{"$ne":""}}`, 422, params, "password"},
		"unknown member":      {`{"username":"ada","password":"` + password + `","admin":true}`, 422, params, "admin"},
		"member in capitals":  {`{"Username":"ada","password":"` + password + `"}`, 422, params, "Username username"},
		"short name":          {credentials("ab", password), 422, params, "username"},
		"long name":           {credentials(strings.Repeat("a", 33), password), 422, params, "username"},
		"name with a space":   {credentials("ada lovelace", password), 422, params, "username"},
		"name with a slash":   {credentials("../ada", password), 422, params, "username"},
		"name with a newline": {credentials("ada\n", password), 422, params, "username"},
		"name not ASCII":      {credentials("adä", password), 422, params, "username"},
		"short password":      {credentials("ada", "123456789"), 422, params, "password"},
		"long password":       {credentials("ada", long), 422, params, "password"},
		"control character":   {credentials("ada", "1234567890\x00"), 422, params, "password"},
		"tab":                 {credentials("ada", "12345\t67890"), 422, params, "password"},
		"half a surrogate":    {`{"username":"ada","password":"1234567890\ud800"}`, 422, params, "password"},
		"password is name":    {credentials("ada.lovelace", "ADA.lovelace"), 422, params, "password"},
		"both":                {credentials("a", "b"), 422, params, "password username"},
		"ten combined to five": {
			credentials("ada", strings.Repeat("e\u0301", 5)), 422, params, "password",
		},
	} {
		t.Run(name, func(t *testing.T) {
			a := send(t, w.service, "POST", "/api/register", c.body, "Content-Type", "application/json; charset=utf-8")
			if a.StatusCode != c.status || a.code() != c.code {
				t.Fatalf("answer is %d %s, want %d %s: %s", a.StatusCode, a.code(), c.status, c.code, a.Body)
			}
			var names []string
			list, _ := a.doc["parameters"].([]any)
			for _, p := range list {
				names = append(names, p.(map[string]any)["name"].(string))
			}
			if got := strings.Join(names, " "); got != c.names {
				t.Errorf("members named: %q, want %q", got, c.names)
			}
		})
	}
	if keys := w.keys("accounts/"); len(keys) != 0 {
		t.Errorf("accounts: %v", keys)
	}
}

func TestPasswordsAtTheLimits(t *testing.T) {
	w := newWorld(t)
	for i, p := range []string{"1234567890", strings.Repeat("x", 128), strings.Repeat("🙂", 128), strings.Repeat("é", 10), "          "} {
		name := fmt.Sprintf("user%d", i)
		w.want(send(t, w.service, "POST", "/api/register", credentials(name, p)), http.StatusCreated, "")
		w.want(login(t, w.service, name, p), http.StatusOK, "")
	}
}

func TestRequestsThatLeadNowhere(t *testing.T) {
	w := newWorld(t)
	w.want(send(t, w.service, "GET", "/api/nothing", ""), http.StatusNotFound, "not-found")
	w.want(send(t, w.service, "GET", "/", ""), http.StatusNotFound, "not-found")
	a := send(t, w.service, "PUT", "/api/me", "")
	w.want(a, http.StatusMethodNotAllowed, "method-not-allowed")
	if a.Header.Get("Allow") != "DELETE, GET" {
		t.Errorf("Allow = %q", a.Header.Get("Allow"))
	}
	for _, media := range []string{"text/plain", "application/x-www-form-urlencoded", "image/png", "application/json+x", ";"} {
		w.want(send(t, w.service, "POST", "/api/login", credentials("ada", password), "Content-Type", media), 400, "malformed-request")
	}
	res, err := w.handle(handler.Request{Method: "POST", Header: http.Header{fn.PathHeader: {"/api/login"}}, Body: []byte("{}")})
	if err != nil || res.StatusCode != 400 {
		t.Errorf("no content type: %d, %v", res.StatusCode, err)
	}
}

func TestFiftyRegistrationsOfOneName(t *testing.T) {
	w := newWorld(t)
	instances := make([]*service, 10) // each with locks of its own
	for i := range instances {
		instances[i] = w.instance()
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	count := map[int]int{}
	var winner answer
	for i := range 50 {
		wg.Go(func() {
			a := send(t, instances[i%len(instances)], "POST", "/api/register", credentials("ada", fmt.Sprintf("password of %d", i)))
			mu.Lock()
			defer mu.Unlock()
			count[a.StatusCode]++
			if a.StatusCode == http.StatusCreated {
				winner = a
			}
		})
	}
	wg.Wait()
	if count[201] != 1 || count[409] != 49 {
		t.Fatalf("answers: %v", count)
	}
	if got := w.keys("sessions/"); len(got) != 1 || !strings.Contains(got[0], winner.id()) {
		t.Errorf("sessions: %v", got)
	}
	w.want(refresh(t, w.service, winner.cookie()), http.StatusOK, "")
}
