package model

import (
	"bytes"
	"io"
	"strings"
	"testing"
)

// reads notes how far a file was read.
type reads struct {
	io.ReaderAt
	most int64
}

func (r *reads) ReadAt(p []byte, at int64) (int, error) {
	r.most = max(r.most, at+int64(len(p)))
	return r.ReaderAt.ReadAt(p, at)
}

// TestRefusedEarly: a large file that is nothing is not read whole.
func TestRefusedEarly(t *testing.T) {
	data := make([]byte, 1<<20)
	r := &reads{ReaderAt: bytes.NewReader(data)}
	if _, err := load(r, int64(len(data)), Options{}); err == nil || !strings.Contains(err.Error(), "neither safetensors nor ONNX") || r.most > 64 {
		t.Errorf("%d bytes read, %v", r.most, err)
	}
}

// shifting is a file that changes its last byte each time it is read.
type shifting struct{ data []byte }

func (s *shifting) ReadAt(p []byte, at int64) (int, error) {
	n, err := bytes.NewReader(s.data).ReadAt(p, at)
	if at+int64(n) == int64(len(s.data)) {
		s.data[len(s.data)-1]++
	}
	return n, err
}

// TestHashOfWhatWasParsed: a file that is written to while it is read is refused.
func TestHashOfWhatWasParsed(t *testing.T) {
	data := []byte("the weights")
	if a, err := digest(bytes.NewReader(data), 11); err != nil || len(a) != 64 {
		t.Fatal(a, err)
	}
	s := &shifting{data: data}
	before, _ := digest(s, 11)
	if after, _ := digest(s, 11); before == after {
		t.Error("the change is not seen")
	}
}

func TestSidecarEndsWithItsObject(t *testing.T) {
	if _, err := ParseSidecar([]byte(`{"name":"a"}` + "\n")); err != nil {
		t.Error(err)
	}
	for _, more := range []string{`{}`, `x`, `{"name":`} {
		if _, err := ParseSidecar([]byte(`{"name":"a"}` + more)); err == nil {
			t.Errorf("%q behind the object is taken", more)
		}
	}
}
