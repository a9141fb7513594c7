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

// Asset is a file that does not change while the process runs. Its bytes, its
// tag and its compressed forms are made when it is first asked for.
type asset struct {
	contentType string
	load        func() ([]byte, error)
	once        sync.Once
	err         error
	plain       form
	packed      []form // best first
}

// Form is one representation of an asset.
type form struct {
	encoding string // of Content-Encoding, empty for none
	etag     string
	body     []byte
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
	return &asset{contentType: t, load: load}, nil
}

func (a *asset) prepare() {
	body, err := a.load()
	if err != nil {
		a.err = err
		return
	}
	sum := sha256.Sum256(body)
	tag := base64.RawURLEncoding.EncodeToString(sum[:12])
	a.plain = form{etag: `"` + tag + `"`, body: body}
	if !compressible(a.contentType) {
		return
	}
	for _, f := range []form{{encoding: "zstd", body: packZstd(body)}, {encoding: "gzip", body: packGzip(body)}} {
		if len(f.body) < len(body) {
			f.etag = `"` + tag + "-" + f.encoding + `"`
			a.packed = append(a.packed, f)
		}
	}
}

func compressible(contentType string) bool {
	return strings.HasPrefix(contentType, "text/") || strings.Contains(contentType, "json") || strings.Contains(contentType, "svg")
}

func packZstd(body []byte) []byte {
	w, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedBestCompression), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return body
	}
	defer func() { _ = w.Close() }()
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
	a.once.Do(a.prepare)
	if a.err != nil {
		panic(a.err) // an embedded file that cannot be read; the gateway answers 500
	}
	h := w.Header()
	f := a.plain
	if len(a.packed) > 0 {
		h.Add("Vary", "Accept-Encoding")
		f = choose(a.plain, a.packed, r.Header.Get("Accept-Encoding"))
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
func choose(plain form, packed []form, accept string) form {
	accepted := map[string]bool{}
	for part := range strings.SplitSeq(accept, ",") {
		name, params, _ := strings.Cut(strings.ToLower(part), ";")
		accepted[strings.TrimSpace(name)] = !refused(params)
	}
	for _, f := range packed {
		if ok, named := accepted[f.encoding]; ok || !named && accepted["*"] {
			return f
		}
	}
	return plain
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
