package png

import (
	"sync"

	"github.com/klauspost/compress/flate"
)

// matcher is deflate with matches: what is drawn, not taken, repeats itself.
type matcher struct {
	to    *bitWriter
	f     *flate.Writer
	level int
}

// matchers keeps those that are done, by level: each has tables of 100 KB or
// more.
var matchers [flate.BestCompression + 1]sync.Pool

func newMatcher(level int) *matcher {
	m, ok := matchers[level].Get().(*matcher)
	if !ok {
		f, err := flate.NewWriter(nil, level)
		if err != nil {
			panic(err) // of a level that does not exist
		}
		m = &matcher{f: f, level: level}
	}
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
	matchers[m.level].Put(m)
}
