package function

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/fn"
	"github.com/reverie-image/reverie/shared/job"
	"github.com/reverie-image/reverie/shared/upload"
)

// order is a request that has passed every check.
type order struct {
	upload.Upload
	convert.Input
	converter catalog.Descriptor
	sha256    string
	owner     string
	key       string // Idempotency-Key, or empty
}

func (s *service) read(req handler.Request) (*order, error) {
	up, err := upload.Parse(req)
	if err != nil {
		return nil, err
	}
	o := &order{Upload: up, owner: fn.User(req)}
	if len(up.Parameters["converter"]) > 1 {
		return nil, fault.New(fault.InvalidParameters, "converter is given more than once.")
	}
	if o.converter, err = s.catalog.Find(converterOf(up)); err != nil {
		return nil, err
	}
	up.Parameters.Del("converter")
	if o.Input, err = convert.Check(o.converter, up, s.timeouts[o.converter.Name]); err != nil {
		return nil, err
	}
	if o.key, err = idempotencyKey(req.Header); err != nil {
		return nil, err
	}
	o.sha256 = job.Digest(up.Data)
	return o, nil
}

// converterOf is the name of the converter that is asked for: a recipe alone is
// for the converter that runs recipes.
func converterOf(up upload.Upload) string {
	if !up.Parameters.Has("converter") && up.Parameters.Has("recipe") {
		return "recipe"
	}
	return up.Parameters.Get("converter")
}

// fingerprint tells requests apart that use one Idempotency-Key. The values hold
// the hashes of further pictures.
func (o *order) fingerprint() string {
	return job.Digest([]byte(o.sha256 + "\n" + o.converter.Name + "\n" + string(o.Values.JSON())))
}

const maxKey = 255

func idempotencyKey(h http.Header) (string, error) {
	keys := h.Values("Idempotency-Key")
	if len(keys) == 0 {
		return "", nil
	}
	key := strings.Trim(keys[0], `"`)
	if len(keys) > 1 || key == "" || len(key) > maxKey {
		return "", fault.New(fault.Malformed, "Idempotency-Key must be one value of 1 to %d characters; a UUID serves well.", maxKey)
	}
	return key, nil
}

// maxWait is the longest wait that Prefer can ask for.
const maxWait = 10 * time.Second

// preference reads wait=N, in seconds, from Prefer (RFC 7240). More than the
// longest counts as the longest; what cannot be understood is ignored, as that
// RFC wants, but for a wait that is no number.
func preference(h http.Header) (time.Duration, error) {
	for _, line := range h.Values("Prefer") {
		for p := range strings.SplitSeq(line, ",") {
			p, _, _ = strings.Cut(p, ";") // a preference's own parameters
			name, value, _ := strings.Cut(strings.TrimSpace(p), "=")
			if !strings.EqualFold(strings.TrimSpace(name), "wait") {
				continue
			}
			n, err := strconv.Atoi(strings.Trim(strings.TrimSpace(value), `"`))
			if err != nil || n < 0 {
				return 0, fault.New(fault.Malformed, "Prefer: wait=N wants whole seconds from 0 to %d.", int(maxWait.Seconds()))
			}
			return min(time.Duration(min(n, 3600))*time.Second, maxWait), nil
		}
	}
	return 0, nil
}
