package function

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/job"
)

// Keys in the gallery bucket, with an account's ID and an item's:
//
//	items/<account>/<item>               the record; empty once it is deleted
//	pictures/<account>/<item>/<side>     the bytes of a side
//	gone/<account>                       the mark of an account that was deleted
const (
	itemsPrefix    = "items/"
	picturesPrefix = "pictures/"
	gonePrefix     = "gone/"
)

// The sides of an item: the last segment of their paths and keys.
const (
	original  = "original"
	result    = "result"
	thumbnail = "thumbnail"
	further   = "further" // the further picture that the converter was given, where there is one
)

var sides = []string{original, result, thumbnail, further}

func itemPrefix(account string) string        { return itemsPrefix + account + "/" }
func itemKey(account, id string) string       { return itemPrefix(account) + id }
func picturePrefix(account string) string     { return picturesPrefix + account + "/" }
func pictureKey(account, id, s string) string { return picturePrefix(account) + id + "/" + s }
func goneKey(account string) string           { return gonePrefix + account }

func pictureKeys(account, id string) []string {
	keys := make([]string, len(sides))
	for i, side := range sides {
		keys[i] = pictureKey(account, id, side)
	}
	return keys
}

// An item's ID is a time that counts down, in microseconds, and the ID of its
// job: keys in ascending order are items from the newest, and however often a
// job is delivered, it is one item.
const (
	timeDigits = 14
	endOfTime  = 1<<(4*timeDigits) - 1
)

func itemID(created time.Time, jobID string) string {
	left := endOfTime - min(max(created.UnixMicro(), 0), endOfTime)
	return fmt.Sprintf("%0*x-%s", timeDigits, left, jobID)
}

func validItem(id string) bool {
	left, jobID, ok := strings.Cut(id, "-")
	return ok && len(left) == timeDigits && strings.Trim(left, "0123456789abcdef") == "" && job.ValidID(jobID)
}

const maxAccount = 128

// validAccount reports whether id can be an account's ID, and be in a key.
func validAccount(id string) bool {
	return id != "" && len(id) <= maxAccount && !strings.ContainsFunc(id, func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_'
	})
}

const root = "/api/gallery"

// parsePath splits a path into an item's ID and a side; both are empty for the
// gallery itself, and the side is for an item.
func parsePath(path string) (id, side string, err error) {
	rest, ok := strings.CutPrefix(path, root)
	if ok && rest == "" {
		return "", "", nil
	}
	rest, ok = strings.CutPrefix(rest, "/")
	id, side, has := strings.Cut(rest, "/")
	if !ok || !validItem(id) || has && !isSide(side) {
		return "", "", errNoItem()
	}
	return id, side, nil
}

func isSide(s string) bool { return slices.Contains(sides, s) }

func itemPath(id string) string { return root + "/" + id }

// nextPath is where the page after an item is.
func nextPath(id string, limit int) string {
	return root + "?after=" + id + "&limit=" + strconv.Itoa(limit)
}

// errNoItem answers unknown, deleted and foreign items alike.
func errNoItem() error {
	return fault.New(fault.NotFound, "There is no such picture in your gallery.")
}
