package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Asset is a file that does not change while the process runs. Each of its
// forms is made when it is first asked for.
type asset struct {
	contentType string
	plain       func() (form, error)
	packed      []packing // best first
}

// Form is one representation of an asset.
type form struct {
	encoding string // of Content-Encoding, empty for none
	etag     string
	body     []byte
}

// Packing is a compressed form of an asset; the plain one where that is smaller.
type packing struct {
	encoding string
	form     func() (form, error)
}

// Media types by extension: not from the machine's tables, which differ.
var mediaTypes = map[string]string{
	".css":         "text/css; charset=utf-8",
	".html":        "text/html; charset=utf-8",
	".ico":         "image/x-icon",
	".jpg":         "image/jpeg",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".mjs":         "text/javascript; charset=utf-8",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".txt":         "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json",
	".webp":        "image/webp",
	".woff2":       "font/woff2",
}

func newAsset(name string, load func() ([]byte, error)) (*asset, error) {
	t, ok := mediaTypes[path.Ext(name)]
	if !ok {
		return nil, fmt.Errorf("web: no media type is known for %s", name)
	}
	a := &asset{contentType: t, plain: sync.OnceValues(func() (form, error) { return plainForm(load) })}
	if compressible(t) {
		a.packed = []packing{a.packing("zstd", packZstd), a.packing("gzip", packGzip)}
	}
	return a, nil
}

func plainForm(load func() ([]byte, error)) (form, error) {
	body, err := load()
	sum := sha256.Sum256(body)
	return form{etag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`, body: body}, err
}

func (a *asset) packing(encoding string, pack func([]byte) []byte) packing {
	return packing{encoding, sync.OnceValues(func() (form, error) {
		plain, err := a.plain()
		if err != nil {
			return form{}, err
		}
		body := pack(plain.body)
		if len(body) >= len(plain.body) {
			return plain, nil
		}
		return form{encoding, strings.TrimSuffix(plain.etag, `"`) + "-" + encoding + `"`, body}, nil
	})}
}

func compressible(contentType string) bool {
	return strings.HasPrefix(contentType, "text/") || strings.Contains(contentType, "json") || strings.Contains(contentType, "svg")
}

// One encoder for all files: a new one takes megabytes.
var zstdEncoder = sync.OnceValues(func() (*zstd.Encoder, error) {
	return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1),
		zstd.WithWindowSize(128<<10), zstd.WithLowerEncoderMem(true))
})

func packZstd(body []byte) []byte {
	w, err := zstdEncoder()
	if err != nil {
		return body
	}
	return w.EncodeAll(body, nil)
}

func packGzip(body []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return body
	}
	_, _ = w.Write(body)
	_ = w.Close()
	return out.Bytes()
}

// Write sends the asset. A page is asked about before every use, and so is
// everything else: names carry no version, so only the tag tells old from new.
func (a *asset) write(w http.ResponseWriter, r *http.Request, status int) {
	f, err := a.choose(r.Header.Get("Accept-Encoding"))
	if err != nil {
		panic(err) // an embedded file that cannot be read; the gateway answers 500
	}
	h := w.Header()
	if len(a.packed) > 0 {
		h.Add("Vary", "Accept-Encoding")
	}
	h.Set("Cache-Control", "no-cache")
	if status == http.StatusOK {
		h.Set("ETag", f.etag)
		if matches(r.Header.Values("If-None-Match"), f.etag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.Set("Content-Type", a.contentType)
	if f.encoding != "" {
		h.Set("Content-Encoding", f.encoding)
	}
	h.Set("Content-Length", strconv.Itoa(len(f.body)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(f.body)
	}
}

// Choose picks the best form that the client accepts (RFC 9110, 12.5.3). A
// quality of zero refuses; other qualities do not matter, smaller is better.
func (a *asset) choose(accept string) (form, error) {
	accepted := map[string]bool{}
	for part := range strings.SplitSeq(accept, ",") {
		name, params, _ := strings.Cut(strings.ToLower(part), ";")
		accepted[strings.TrimSpace(name)] = !refused(params)
	}
	for _, p := range a.packed {
		if ok, named := accepted[p.encoding]; ok || !named && accepted["*"] {
			return p.form()
		}
	}
	return a.plain()
}

func refused(params string) bool {
	q, ok := strings.CutPrefix(strings.TrimSpace(params), "q=")
	v, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
	return ok && err == nil && v == 0
}

// Matches compares If-None-Match with a tag, weakly as RFC 9110 has it.
func matches(ifNoneMatch []string, etag string) bool {
	for _, line := range ifNoneMatch {
		for tag := range strings.SplitSeq(line, ",") {
			tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
			if tag == etag || tag == "*" {
				return true
			}
		}
	}
	return false
}
