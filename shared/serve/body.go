package serve

import (
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/reverie-image/reverie/shared/fault"
)

// errClientGone: there is nobody left to answer.
var errClientGone = errors.New("serve: the client went away")

const (
	// firstBuffer is what a client gets on its word alone; the rest of the
	// buffer is made once that much has arrived.
	firstBuffer = 256 << 10
	// maxDiscard bounds how much of a body that is too large is read and thrown
	// away, so that a client that sends before it listens sees the 413 and not
	// a broken connection.
	maxDiscard = 16 << 20
)

// inMemory is a body that has been read already: the gateway's, where it calls
// functions in its own process. It is taken as it is.
type inMemory interface{ Bytes() []byte }

// readBody reads the whole body within the limits. Its errors are faults, or
// errClientGone.
func readBody(w http.ResponseWriter, r *http.Request, opts Options) ([]byte, error) {
	if r.Body == nil || r.Body == http.NoBody || r.ContentLength == 0 {
		return nil, nil
	}
	if b, ok := r.Body.(inMemory); ok && int64(len(b.Bytes())) <= opts.MaxBody {
		return b.Bytes(), nil
	}
	control := http.NewResponseController(w)
	// Not every writer has deadlines (a recorder has none); then the body takes
	// as long as it takes. After the whole body the server reads on, and would
	// take a deadline for a client that left; after half of one it bounds how
	// long the server reads the rest.
	_ = control.SetReadDeadline(time.Now().Add(opts.BodyTimeout))
	if r.ContentLength > opts.MaxBody {
		return nil, tooLarge(w, r, opts)
	}
	body, err := readAll(r.Body, r.ContentLength, opts.MaxBody)
	if err == nil {
		_ = control.SetReadDeadline(time.Time{})
		return body, nil
	}
	return nil, bodyFault(w, r, err, opts)
}

var errOverLimit = errors.New("serve: body over the limit")

// readAll reads src to its end. size is the announced size, or -1.
func readAll(src io.Reader, size, limit int64) ([]byte, error) {
	expect := size
	if expect < 0 {
		expect = firstBuffer
	}
	buf := make([]byte, 0, min(expect, firstBuffer)+1)
	for {
		if len(buf) == cap(buf) {
			grown := int64(2 * cap(buf))
			if size >= 0 {
				grown = size + 1
			}
			buf = append(make([]byte, 0, min(grown, limit+1)), buf...)
		}
		n, err := src.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
		switch {
		case int64(len(buf)) > limit:
			return nil, errOverLimit
		case errors.Is(err, io.EOF):
			return buf, nil
		case err != nil:
			return nil, err
		}
	}
}

func bodyFault(w http.ResponseWriter, r *http.Request, err error, opts Options) error {
	var limited *http.MaxBytesError
	switch {
	case errors.Is(err, errOverLimit), errors.As(err, &limited):
		return tooLarge(w, r, opts)
	case errors.Is(err, os.ErrDeadlineExceeded):
		closeAfter(w, r)
		return fault.Wrap(err, fault.RequestTimeout, "The body did not arrive within %v.", opts.BodyTimeout)
	case r.Context().Err() != nil:
		return errClientGone
	}
	return fault.Wrap(err, fault.Malformed, "The body could not be read.")
}

func tooLarge(w http.ResponseWriter, r *http.Request, opts Options) error {
	// A client that waits for "100 Continue" has sent nothing yet, and reading
	// would ask for it.
	if r.Header.Get("Expect") == "" && r.ContentLength <= maxDiscard {
		_, _ = io.CopyN(io.Discard, r.Body, maxDiscard)
	}
	closeAfter(w, r)
	return fault.New(fault.TooLarge, "The body is over the limit of %d bytes.", opts.MaxBody)
}

// closeAfter ends the connection after the answer: what was not read of the body
// would be taken for the next request. Over HTTP/2 that cannot happen, and the
// header would end all other requests of the connection as well.
func closeAfter(w http.ResponseWriter, r *http.Request) {
	if r.ProtoMajor < 2 {
		w.Header().Set("Connection", "close")
	}
}
