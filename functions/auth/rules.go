package function

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/reverie-image/reverie/shared/auth"
)

const (
	shortestPassword = 10
	longestPassword  = 128
)

var usernameRule = regexp.MustCompile(`^[a-zA-Z0-9_.-]{3,32}$`)

// checkNew holds the rules for a new account. A login asks the one for names
// only, and no account can have a name that breaks it: it may become wider, never
// narrower. The one for passwords may change.
func checkNew(username, password string) error {
	var problems []problem
	if detail := passwordProblem(username, auth.Normalize(password)); detail != "" {
		problems = append(problems, problem{"password", detail})
	}
	if !usernameRule.MatchString(username) {
		problems = append(problems, problem{"username", "must be 3 to 32 letters, digits, dots, hyphens or underscores"})
	}
	return invalid(problems)
}

func passwordProblem(username, password string) string {
	n := utf8.RuneCountInString(password)
	switch {
	case n < shortestPassword:
		return "must have at least 10 characters"
	case n > longestPassword:
		return "must have at most 128 characters"
	case strings.ContainsFunc(password, unprintable):
		return "must not contain control characters"
	case strings.EqualFold(username, password):
		return "must not be the user name"
	}
	return ""
}

// unprintable finds control characters, and the character that stands for what
// was no text.
func unprintable(r rune) bool { return unicode.IsControl(r) || r == utf8.RuneError }
