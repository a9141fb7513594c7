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
}

// readSettings takes what auth.ReadSettings takes, AUTH_REFRESH_TTL (720h),
// AUTH_DELETION_HOLD (10m), COOKIE_SECURE (true) and K_SINK.
func readSettings(env config.Env) (settings, error) {
	r := config.Read(env)
	s := settings{
		Tokens:       auth.ReadSettings(r),
		RefreshTTL:   r.Duration("AUTH_REFRESH_TTL", 30*24*time.Hour),
		DeletionHold: r.Duration("AUTH_DELETION_HOLD", 10*time.Minute),
		CookieSecure: r.Bool("COOKIE_SECURE", true),
		Sink:         r.String("K_SINK", ""),
	}
	return s, r.Err()
}
