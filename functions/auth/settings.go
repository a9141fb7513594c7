package function

import (
	"time"

	"github.com/reverie-image/reverie/shared/auth"
	"github.com/reverie-image/reverie/shared/config"
)

type settings struct {
	Tokens       auth.Settings
	RefreshTTL   time.Duration // of a refresh token, from its last rotation
	DeletionHold time.Duration // how long pictures of a deleted account are looked for
	CookieSecure bool
	Sink         string
	ClientBurst  int // logins and registrations that one client may send at once
	ClientRate   int // and a minute
}

// readSettings takes what auth.ReadSettings takes, AUTH_REFRESH_TTL (720h),
// AUTH_DELETION_HOLD (10m), COOKIE_SECURE (true), K_SINK, and what one public
// address may send of logins and registrations to one instance:
// AUTH_CLIENT_BURST (20) at once and AUTH_CLIENT_RATE (20) a minute. Addresses
// that are not public, and requests without one, get 50 times as much, since
// they tend to be a proxy's; behind one, set TRUST_FORWARDED for the gateway, or
// everybody counts as one client, with failed logins too.
func readSettings(env config.Env) (settings, error) {
	r := config.Read(env)
	s := settings{
		Tokens:       auth.ReadSettings(r),
		RefreshTTL:   r.Duration("AUTH_REFRESH_TTL", 30*24*time.Hour),
		DeletionHold: r.Duration("AUTH_DELETION_HOLD", 10*time.Minute),
		CookieSecure: r.Bool("COOKIE_SECURE", true),
		Sink:         r.String("K_SINK", ""),
		ClientBurst:  r.Int("AUTH_CLIENT_BURST", 20, 1),
		ClientRate:   r.Int("AUTH_CLIENT_RATE", 20, 1),
	}
	return s, r.Err()
}
