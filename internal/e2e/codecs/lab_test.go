package codecs

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// lab runs vips. Its pictures are files of libvips' own format, which holds any
// number of bands of any kind of number.
type lab struct {
	t   *testing.T
	dir string
	n   int
}

func newLab(t *testing.T) *lab {
	t.Helper()
	for _, program := range []string{"vips", "jpegtran"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Fatalf("%v: these tests need libvips-tools and libjpeg-turbo-progs of Debian", err)
		}
	}
	return &lab{t: t, dir: t.TempDir()}
}

// file is a new file with data.
func (l *lab) file(extension string, data []byte) string {
	l.t.Helper()
	l.n++
	path := filepath.Join(l.dir, fmt.Sprintf("%d.%s", l.n, extension))
	if data != nil {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			l.t.Fatal(err)
		}
	}
	return path
}

func (l *lab) run(args ...string) string {
	l.t.Helper()
	cmd := exec.CommandContext(l.t.Context(), "vips", args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		l.t.Fatalf("vips %s: %v: %s", strings.Join(args, " "), err, stderr.String())
	}
	return strings.TrimSpace(string(out))
}

// do is an operation from one picture to another: its name, what follows the
// names of the two files, and options.
func (l *lab) do(operation, in string, args ...string) string {
	l.t.Helper()
	out := l.file("v", nil)
	l.run(append([]string{operation, in, out}, args...)...)
	return out
}

// two is an operation on two pictures.
func (l *lab) two(operation, left, right string, args ...string) string {
	l.t.Helper()
	out := l.file("v", nil)
	l.run(append([]string{operation, left, right, out}, args...)...)
	return out
}

// decode reads a file of any format.
func (l *lab) decode(data []byte) string { return l.do("copy", l.file("in", data)) }

// float makes numbers of any kind floating point.
func (l *lab) float(in string) string { return l.do("cast", in, "float") }

// linear is k × v + offset in floating point. Negative numbers are no options:
// hence the dashes.
func (l *lab) linear(in string, k, offset float64) string {
	out := l.file("v", nil)
	l.run("linear", "--", in, out, fmt.Sprint(k), fmt.Sprint(offset))
	return out
}

// matrix is a file of one, with scale 1 and offset 0.
func (l *lab) matrix(rows ...[]float64) string {
	var text strings.Builder
	fmt.Fprintf(&text, "%d %d 1 0\n", len(rows[0]), len(rows))
	for _, row := range rows {
		fmt.Fprintln(&text, strings.Trim(fmt.Sprint(row), "[]"))
	}
	return l.file("mat", []byte(text.String()))
}

// recomb multiplies colours by a matrix.
func (l *lab) recomb(in string, rows ...[]float64) string {
	return l.do("recomb", in, l.matrix(rows...))
}

// luma is Rec. 601's, rounded.
func (l *lab) luma(in string) string {
	return l.do("round", l.recomb(in, []float64{0.299, 0.587, 0.114}), "rint")
}

// colours runs f on the colours alone, and gives the result the alpha back.
func (l *lab) colours(in string, f func(in string) string) string {
	n := l.read(in).bands - 1
	if n%2 == 0 {
		return f(in)
	}
	out := l.file("v", nil)
	l.run("bandjoin", f(l.do("extract_band", in, "0", "--n", fmt.Sprint(n)))+" "+l.do("extract_band", in, fmt.Sprint(n)), out)
	return out
}

// weighted runs f on colours that are multiplied by their alpha, and divides
// them by the new one.
func (l *lab) weighted(in string, f func(in string) string) string {
	if bands := l.read(in).bands; bands != 2 && bands != 4 {
		return f(in)
	}
	return l.do("unpremultiply", f(l.do("premultiply", in)))
}
