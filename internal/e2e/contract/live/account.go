package live

import (
	"encoding/json"
	"net/http"
	"testing"
)

// Password is that of every account that Register makes.
const Password = "correct horse battery"

// Account is a signed-in account.
type Account struct {
	ID      string
	Name    string
	Token   string // the access token
	Refresh string // the refresh token
}

// Register makes an account.
func (s *Site) Register(t *testing.T, name string) Account {
	t.Helper()
	a := s.Do(t, http.MethodPost, "/api/register", Credentials(name, Password), "Content-Type", "application/json")
	if a.Status != http.StatusCreated {
		t.Fatal(a)
	}
	return ReadAccount(t, a)
}

// ReadAccount takes the tokens from the answer to a registration or a login.
func ReadAccount(t *testing.T, a Answer) Account {
	t.Helper()
	var session struct {
		User  struct{ ID, Username string } `json:"user"`
		Token string                        `json:"access_token"`
	}
	if err := json.Unmarshal(a.Body, &session); err != nil {
		t.Fatal(err)
	}
	res := http.Response{Header: a.Header}
	for _, c := range res.Cookies() {
		if c.Name == "reverie_refresh" {
			return Account{ID: session.User.ID, Name: session.User.Username, Token: session.Token, Refresh: c.Value}
		}
	}
	t.Fatalf("%v: no refresh cookie", a)
	return Account{}
}

// Credentials are the body of a registration and of a login.
func Credentials(name, password string) []byte {
	body, _ := json.Marshal(map[string]string{"username": name, "password": password}) // text is always JSON
	return body
}

// Bearer is the Authorization header of the account.
func (a Account) Bearer() string { return "Bearer " + a.Token }
