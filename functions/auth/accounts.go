package function

import (
	"context"
	"errors"
	"time"

	"github.com/reverie-image/reverie/shared/store"
)

// account is a record under accounts/. A record without ID is what stays of a
// deleted account: the name is free. It stays because a delete cannot be
// conditional, and a late one must not hit the name's next owner.
type account struct {
	ID       string    `json:"id,omitempty"`
	Username string    `json:"username,omitempty"`
	Password string    `json:"password,omitempty"` // PHC string
	Created  time.Time `json:"created_at,omitzero"`
}

// user is what an account's owner sees of it.
type user struct {
	ID       string    `json:"id"`
	Username string    `json:"username"`
	Created  time.Time `json:"created_at"`
}

func (a account) user() user { return user{ID: a.ID, Username: a.Username, Created: a.Created} }

func (a account) exists() bool { return a.ID != "" }

type accounts struct{ bucket store.Bucket }

func accountKey(name string) string { return "accounts/" + name + ".json" }

// named finds the account of a user name; where there is none, the answer's
// exists is false. The version is needed to claim the name.
func (s accounts) named(ctx context.Context, username string) (a account, etag string, err error) {
	return s.at(ctx, accountKey(nameHash(username)))
}

// identified finds an account by its ID.
func (s accounts) identified(ctx context.Context, id string) (a account, etag string, err error) {
	if !isID(id, idChars) {
		return account{}, "", nil
	}
	a, etag, err = s.at(ctx, accountKey(id[:nameChars]))
	if err != nil || a.ID != id {
		return account{}, "", err
	}
	return a, etag, nil
}

func (s accounts) at(ctx context.Context, key string) (account, string, error) {
	a, etag, err := read[account](ctx, s.bucket, key)
	if errors.Is(err, store.ErrNotFound) {
		return account{}, "", nil
	}
	return a, etag, err
}

// claim makes the account, unless the name was taken since named answered that
// version; then it answers false.
func (s accounts) claim(ctx context.Context, a account, etag string) (bool, error) {
	err := write(ctx, s.bucket, accountKey(a.ID[:nameChars]), a, etag)
	if errors.Is(err, store.ErrPrecondition) {
		return false, nil
	}
	return err == nil, err
}

// release removes the account and frees its name.
func (s accounts) release(ctx context.Context, id string) error {
	return swap(ctx, s.bucket, accountKey(id[:nameChars]), func(a *account) bool {
		if a.ID != id {
			return false
		}
		*a = account{}
		return true
	})
}

// rehash replaces a password hash that was made at an older cost.
func (s accounts) rehash(ctx context.Context, a account, etag, hash string) error {
	a.Password = hash
	err := write(ctx, s.bucket, accountKey(a.ID[:nameChars]), a, etag)
	if errors.Is(err, store.ErrPrecondition) {
		return nil // changed meanwhile; the next login sees to it
	}
	return err
}
