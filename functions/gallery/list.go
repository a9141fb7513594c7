package function

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"
	"golang.org/x/sync/errgroup"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
)

const (
	defaultLimit = 24
	maxLimit     = 100
	maxListing   = 1000 // what a bucket lists at once
	maxReads     = 8    // at a time, for one page

	// tombstoneAge is longer than a job's objects last: nothing can be delivered
	// any more that a tombstone would have to hold off.
	tombstoneAge = 72 * time.Hour
	maxCleaned   = 100 // tombstones that one listing takes away
)

// page is a part of an account's gallery.
type page struct {
	Items []view `json:"items"`
	Next  string `json:"next,omitempty"`
}

func (s *service) list(req handler.Request, user string) (handler.Response, error) {
	q, err := fn.Query(req)
	if err != nil {
		return handler.Response{}, err
	}
	after, limit, err := pageOf(q)
	if err != nil {
		return handler.Response{}, err
	}
	ctx := fn.Context(req)
	ids, old, err := s.ids(ctx, user, after, limit+1)
	if err != nil {
		return handler.Response{}, err
	}
	var out page
	if len(ids) > limit {
		ids = ids[:limit]
		out.Next = nextPath(ids[limit-1], limit)
	}
	if out.Items, err = s.views(ctx, user, ids); err != nil {
		return handler.Response{}, err
	}
	s.clean(ctx, user, old)
	return fn.JSON(http.StatusOK, out), nil
}

func pageOf(q url.Values) (after string, limit int, err error) {
	if after = q.Get("after"); after != "" && !validItem(after) {
		return "", 0, fault.New(fault.InvalidParameters, "after must be taken from the link to the next page.")
	}
	text := q.Get("limit")
	if text == "" {
		return after, defaultLimit, nil
	}
	limit, err = strconv.Atoi(text)
	if err != nil || limit < 1 || limit > maxLimit {
		return "", 0, fault.New(fault.InvalidParameters, "limit must be a whole number from 1 to %d.", maxLimit)
	}
	return after, limit, nil
}

// ids names up to n of an account's items after one of them, newest first, and
// the old tombstones that it passed.
func (s *service) ids(ctx context.Context, account, after string, n int) (ids, old []string, err error) {
	prefix, size := itemPrefix(account), n
	if after != "" {
		after = itemKey(account, after)
	}
	for {
		page, err := s.gallery.List(ctx, prefix, after, size)
		if err != nil {
			return nil, nil, err
		}
		for _, o := range page.Objects {
			id := strings.TrimPrefix(o.Key, prefix)
			switch {
			case !validItem(id):
			case o.Size > 0:
				ids = append(ids, id)
			case s.now().Sub(o.LastModified) > tombstoneAge:
				old = append(old, id)
			}
			if len(ids) == n {
				return ids, old, nil
			}
		}
		if page.Next == "" {
			return ids, old, nil
		}
		after, size = page.Next, maxListing // there are tombstones: look further
	}
}

// views reads items, some at a time, and leaves out those that have just been
// deleted. A damaged record must not hide all others.
func (s *service) views(ctx context.Context, account string, ids []string) ([]view, error) {
	items := make([]*item, len(ids))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(maxReads)
	for i, id := range ids {
		group.Go(func() error {
			it, _, err := s.load(ctx, account, id)
			switch {
			case fault.Is(err, fault.NotFound):
				return nil
			case fault.Is(err, fault.Internal):
				slog.ErrorContext(ctx, "item left out of the gallery", "item", id, "error", err)
				return nil
			}
			items[i] = it
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	out := make([]view, 0, len(ids))
	for _, it := range items {
		if it != nil {
			out = append(out, it.view())
		}
	}
	return out, nil
}

// clean takes old tombstones away, after what a deletion that was cut off may
// have left beside them. It may fail: the next listing finds them again.
func (s *service) clean(ctx context.Context, account string, ids []string) {
	if len(ids) == 0 {
		return
	}
	var pictures, tombstones []string
	for _, id := range ids[:min(len(ids), maxCleaned)] {
		pictures = append(pictures, pictureKeys(account, id)...)
		tombstones = append(tombstones, itemKey(account, id))
	}
	err := s.gallery.Delete(ctx, pictures...)
	if err == nil {
		err = s.gallery.Delete(ctx, tombstones...)
	}
	if err != nil {
		slog.WarnContext(ctx, "tombstones could not be removed", "error", err)
	}
}
