package function

import (
	"context"
	"errors"
	"log/slog"

	"github.com/reverie-image/reverie/shared/store"
)

// forget deletes all of an account. The mark comes first and stays: a job of
// the account that is still under way looks for it after it has written, so one
// of the two takes the pictures away. An account's ID is never used again.
func (s *service) forget(ctx context.Context, account string) error {
	_, err := s.gallery.Put(ctx, goneKey(account), nil, store.PutOptions{Create: true})
	if err != nil && !errors.Is(err, store.ErrPrecondition) {
		return err
	}
	n := 0
	for _, prefix := range []string{itemPrefix(account), picturePrefix(account)} {
		if err := s.deleteAll(ctx, prefix, &n); err != nil {
			return err
		}
	}
	slog.InfoContext(ctx, "pictures of a deleted account removed", "account", account, "objects", n)
	return nil
}

func (s *service) deleteAll(ctx context.Context, prefix string, n *int) error {
	var keys []string
	flush := func() error {
		*n += len(keys)
		err := s.gallery.Delete(ctx, keys...)
		keys = keys[:0]
		return err
	}
	err := store.All(ctx, s.gallery, prefix, func(o store.Info) error {
		if keys = append(keys, o.Key); len(keys) < maxListing {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}
