package telemetry

import (
	"net/http"
	"sync"
)

const (
	// other stands for every value past a bound; OpenTelemetry uses the same
	// word for methods.
	other = "_OTHER"

	maxLabelValues = 100
	maxLabelLength = 64
)

// labelSet bounds a label's cardinality: it lets the first hundred short values
// through and turns all later ones into one. A metric can then not be made to
// grow from outside, whatever ends up in a label.
type labelSet struct {
	mu   sync.RWMutex
	seen map[string]struct{}
}

func (s *labelSet) bound(value string) string {
	s.mu.RLock()
	_, known := s.seen[value]
	s.mu.RUnlock()
	if known {
		return value
	}
	return s.admit(value)
}

func (s *labelSet) admit(value string) string {
	if value == "" || len(value) > maxLabelLength {
		return other
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, known := s.seen[value]; known {
		return value
	}
	if len(s.seen) >= maxLabelValues {
		return other
	}
	if s.seen == nil {
		s.seen = make(map[string]struct{})
	}
	s.seen[value] = struct{}{}
	return value
}

func knownMethod(method string) string {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
		http.MethodDelete, http.MethodOptions, http.MethodConnect, http.MethodTrace:
		return method
	}
	return other
}
