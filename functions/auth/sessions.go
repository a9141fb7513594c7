package function

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/store"
)

// grace is how long the token before the current one is still answered. Two
// tabs that refresh at the same moment send the same token; the second one gets
// the very token that the first one got. A thief who is that fast gets no more
// than that either: he and the owner then hold one token, and whoever uses it
// second, after the grace, ends the session for both.
const grace = 10 * time.Second

// session is a family of refresh tokens: one is current, and each use makes the
// next one. It holds hashes, from which no token can be made.
type session struct {
	Current  []byte    `json:"current,omitempty"`
	Previous []byte    `json:"previous,omitempty"`
	Salt     []byte    `json:"salt,omitempty"` // what made Current of Previous
	Created  time.Time `json:"created_at"`
	Rotated  time.Time `json:"rotated_at"`
	Expires  time.Time `json:"expires_at"`
	Revoked  bool      `json:"revoked,omitempty"`
}

type sessions struct {
	bucket store.Bucket
	ttl    time.Duration
	now    func() time.Time
}

const sessionPrefix = "sessions/"

func sessionKey(t refreshToken) string { return sessionPrefix + t.account + "/" + t.session + ".json" }

// start stores a new session with t as its current token.
func (s sessions) start(ctx context.Context, t refreshToken) error {
	now := s.now().UTC()
	err := write(ctx, s.bucket, sessionKey(t), session{Current: t.hash(), Created: now, Rotated: now, Expires: now.Add(s.ttl)}, "")
	if errors.Is(err, store.ErrPrecondition) {
		return unavailable(err) // the ID is random: nobody else has it
	}
	return err
}

func noSession() error {
	return fault.New(fault.Unauthenticated, "The session has ended. Sign in again.")
}

// rotate answers the successor of a token. A token that was replaced before is
// a sign of theft and ends the session, except within the grace.
func (s sessions) rotate(ctx context.Context, t refreshToken) (refreshToken, error) {
	for range swaps {
		record, etag, err := read[session](ctx, s.bucket, sessionKey(t))
		if errors.Is(err, store.ErrNotFound) {
			return refreshToken{}, noSession()
		}
		if err != nil {
			return refreshToken{}, err
		}
		now := s.now().UTC()
		switch {
		case record.Revoked || !now.Before(record.Expires):
			return refreshToken{}, noSession()
		case t.is(record.Current):
			next := record.advance(t, now, s.ttl)
			err := write(ctx, s.bucket, sessionKey(t), record, etag)
			if errors.Is(err, store.ErrPrecondition) {
				continue // another tab was faster
			}
			return next, err
		case t.is(record.Previous) && now.Sub(record.Rotated) <= grace:
			return t.successor(record.Salt), nil
		}
		slog.WarnContext(ctx, "refresh token used again, session revoked", "account", t.account, "session", t.session)
		if err := s.revoke(ctx, t); err != nil {
			return refreshToken{}, err
		}
		return refreshToken{}, noSession()
	}
	return refreshToken{}, unavailable(errors.New("session: too many writers"))
}

// advance makes t's successor the current token.
func (r *session) advance(t refreshToken, now time.Time, ttl time.Duration) refreshToken {
	salt := make([]byte, secretSize)
	_, _ = rand.Read(salt) // never fails
	next := t.successor(salt)
	r.Previous, r.Current, r.Salt = t.hash(), next.hash(), salt
	r.Rotated, r.Expires = now, now.Add(ttl)
	return next
}

// revoke ends a session. The swap comes first, since only it excludes a
// rotation under way; then nothing can bring the object back.
func (s sessions) revoke(ctx context.Context, t refreshToken) error {
	err := swap(ctx, s.bucket, sessionKey(t), func(r *session) bool {
		if r.Revoked || r.Created.IsZero() {
			return false
		}
		*r = session{Created: r.Created, Rotated: r.Rotated, Expires: r.Expires, Revoked: true}
		return true
	})
	if err != nil {
		return err
	}
	return passing(s.bucket.Delete(ctx, sessionKey(t)))
}

// discard removes all sessions of an account, which must not exist any more.
func (s sessions) discard(ctx context.Context, account string) error {
	return removeAll(ctx, s.bucket, sessionPrefix+account+"/", func(store.Info) bool { return true })
}

// purge removes sessions whose last token has expired: each rotation writes the
// object anew, so its age tells without reading it.
func (s sessions) purge(ctx context.Context) error {
	oldest := s.now().Add(-s.ttl - clockDifference)
	return removeAll(ctx, s.bucket, sessionPrefix, func(o store.Info) bool { return o.LastModified.Before(oldest) })
}
