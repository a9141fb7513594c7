package png

import (
	"sync"

	"github.com/klauspost/compress/flate"
)

// matcher is deflate with matches, the fastest kind: what is drawn, not taken,
// repeats itself.
type matcher struct {
	to *bitWriter
	f  *flate.Writer
}

// matchers keeps those that are done: each has tables of some 100 KB.
var matchers = sync.Pool{New: func() any {
	f, err := flate.NewWriter(nil, flate.BestSpeed)
	if err != nil {
		panic(err) // of a level that does not exist
	}
	return &matcher{f: f}
}}

func newMatcher() *matcher {
	m := matchers.Get().(*matcher)
	m.f.Reset(m)
	return m
}

// Write takes what is compressed.
func (m *matcher) Write(p []byte) (int, error) {
	m.to.out = append(m.to.out, p...)
	return len(p), nil
}

func (m *matcher) write(w *bitWriter, data []byte) {
	m.to = w
	_, _ = m.f.Write(data) // fails only where Write does
}

func (m *matcher) close(w *bitWriter) {
	m.to = w
	_ = m.f.Close()
	m.to = nil
	matchers.Put(m)
}
