package input

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"testing"

	"github.com/reverie-image/reverie/internal/e2e/contract/live"
	"github.com/reverie-image/reverie/shared/fault"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

const limit = 5 << 20 // of a picture, in bytes

// paddedPNG is a sound PNG of exactly n bytes: a chunk that decoders skip takes
// up the rest.
func paddedPNG(n int) []byte {
	png := picturetest.PNG(picturetest.Photo(64, 48))
	return picturetest.WithChunks(png, picturetest.Chunk("tesT", make([]byte, n-len(png)-12)))
}

// paddedJPEG is a sound JPEG of exactly n bytes, filled up with comments.
func paddedJPEG(n int) []byte {
	jpeg := photo()
	var comments [][]byte
	for rest := n - len(jpeg); rest > 0; {
		size := min(rest, 60_000)
		if left := rest - size; left > 0 && left < 4 {
			size -= 4
		}
		comments = append(comments, picturetest.Segment(0xfe, make([]byte, size-4)...))
		rest -= size
	}
	return picturetest.WithSegments(jpeg, comments...)
}

// inChunks hides a body's length.
func inChunks(data []byte) io.Reader { return struct{ io.Reader }{bytes.NewReader(data)} }

func TestExactlyTheLimit(t *testing.T) {
	s := start(t)
	for name, padded := range map[string]func(int) []byte{"PNG": paddedPNG, "JPEG": paddedJPEG} {
		t.Run(name, func(t *testing.T) {
			whole, over := padded(limit), padded(limit+1)
			if len(whole) != limit || len(over) != limit+1 {
				t.Fatalf("made %d and %d bytes", len(whole), len(over))
			}
			accepted := func(a live.Answer) {
				t.Helper()
				if a.Status != http.StatusOK {
					t.Errorf("%v; want 200 for exactly 5 MiB", a)
				}
			}
			wait := []string{"Prefer", "wait=10"}
			accepted(s.Do(t, "POST", submit, whole, wait...))
			accepted(s.Do(t, "POST", direct, whole))
			accepted(s.Stream(t, "POST", submit, inChunks(whole), wait...))
			accepted(s.Stream(t, "POST", direct, inChunks(whole)))
			body, kind := form(t, field{"file", "x", whole}, field{"converter", "", []byte("grayscale")})
			accepted(s.Do(t, "POST", "/api/jobs", body, "Content-Type", kind, "Prefer", "wait=10"))
			for _, path := range []string{submit, direct} {
				s.Do(t, "POST", path, over).WantProblem(t, fault.TooLarge)
				s.Stream(t, "POST", path, inChunks(over)).WantProblem(t, fault.TooLarge)
				s.Do(t, "POST", path, make([]byte, 3*limit)).WantProblem(t, fault.TooLarge)
				s.Stream(t, "POST", path, inChunks(make([]byte, 3*limit))).WantProblem(t, fault.TooLarge)
				body, kind := form(t, field{"file", "x", over})
				s.Do(t, "POST", path, body, "Content-Type", kind).WantProblem(t, fault.TooLarge)
				s.Stream(t, "POST", path, inChunks(body), "Content-Type", kind).WantProblem(t, fault.TooLarge)
			}
		})
	}
	alive(t, s)
}

func TestChunksWithoutALength(t *testing.T) {
	s := start(t)
	if a := s.Stream(t, "POST", submit, inChunks(photo()), "Prefer", "wait=10"); a.Status != http.StatusOK {
		t.Error(a)
	}
	s.Stream(t, "POST", submit, inChunks(nil)).WantProblem(t, fault.Malformed)
}

// A compressed body is not unpacked, and not taken for what it says either.
func TestContentEncoding(t *testing.T) {
	s := start(t)
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(photo())
	_ = w.Close()
	for _, encoding := range []string{"gzip", "GZIP", "deflate", "br", "zstd", "gzip, identity", "nonsense"} {
		for _, body := range [][]byte{packed.Bytes(), photo()} {
			for _, path := range []string{submit, direct} {
				s.Do(t, "POST", path, body, "Content-Encoding", encoding).WantProblem(t, fault.UnsupportedImage)
			}
		}
		s.Do(t, "POST", "/api/login", live.Credentials("nobody", live.Password), "Content-Type", "application/json",
			"Content-Encoding", encoding).WantProblem(t, fault.Malformed)
	}
	if a := s.Do(t, "POST", direct, photo(), "Content-Encoding", "identity"); a.Status != http.StatusOK {
		t.Error(a)
	}
}
