package structure

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/png"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestAddingAConverter follows docs/adding-a-converter.md to the letter in a
// copy of the repository: the folder, the file, make generate, a build, and a
// picture converted by the new function.
func TestAddingAConverter(t *testing.T) {
	repo := copyRepository(t)
	doc, err := os.ReadFile(filepath.Join(repo, "docs/adding-a-converter.md"))
	if err != nil {
		t.Fatal(err)
	}
	source := regexp.MustCompile("(?s)```go\n(.*?)```").FindSubmatch(doc)
	if source == nil || !strings.Contains(string(doc), "functions/solarize") {
		t.Fatal("the page has no example called solarize")
	}
	folder := filepath.Join(repo, "functions/solarize")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "handler.go"), source[1], 0o644); err != nil {
		t.Fatal(err)
	}
	run(t, repo, "make", "generate")
	for file, want := range map[string]string{
		"functions/functions.go":      `Name: "solarize"`,
		"shared/catalog/catalog.json": `"name": "solarize"`,
		"stack.yml":                   "handler: ./functions/solarize",
	} {
		got, err := os.ReadFile(filepath.Join(repo, file))
		if err != nil || !bytes.Contains(got, []byte(want)) {
			t.Errorf("%s has no %s (%v)", file, want, err)
		}
	}
	binary := filepath.Join(t.TempDir(), "function")
	run(t, repo, "go", "build", "-o", binary, "./knative")
	convertWith(t, binary)
}

// convertWith starts the function and solarizes a gradient above 80 %.
func convertWith(t *testing.T, binary string) {
	address := freeAddress(t)
	_, port, _ := net.SplitHostPort(address)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, binary)
	cmd.Env = append(os.Environ(), "FUNCTION=solarize", "PORT="+port)
	var log bytes.Buffer
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { stop(); _ = cmd.Wait() }()

	in := image.NewGray(image.Rect(0, 0, 256, 1))
	for x := range 256 {
		in.SetGray(x, 0, color.Gray{uint8(x)})
	}
	var body bytes.Buffer
	if err := png.Encode(&body, in); err != nil {
		t.Fatal(err)
	}
	var res *http.Response
	var err error
	for ctx.Err() == nil {
		if res, err = http.Post("http://"+address+"/?threshold=80", "image/png", bytes.NewReader(body.Bytes())); err == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, log.Bytes())
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s %s, %v", res.Status, answer, err)
	}
	out, err := png.Decode(bytes.NewReader(answer))
	if err != nil {
		t.Fatal(err)
	}
	for x := range 256 {
		want := uint32(x)
		if x > 204 {
			want = 255 - want
		}
		if r, _, _, _ := out.At(x, 0).RGBA(); r>>8 != want {
			t.Fatalf("%d became %d, want %d", x, r>>8, want)
		}
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

func run(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// copyRepository copies the files that git knows or would add.
func copyRepository(t *testing.T) string {
	t.Helper()
	to := t.TempDir()
	files := run(t, "../..", "git", "ls-files", "--cached", "--others", "--exclude-standard", "-z")
	for name := range strings.SplitSeq(strings.TrimSuffix(files, "\x00"), "\x00") {
		data, err := os.ReadFile(filepath.Join("../..", name))
		if os.IsNotExist(err) {
			continue // deleted, not yet committed
		}
		if err != nil {
			t.Fatal(err)
		}
		target := filepath.Join(to, name)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

// TestGeneratedFilesAreCurrent fails when make generate would change something.
func TestGeneratedFilesAreCurrent(t *testing.T) {
	repo := copyRepository(t)
	run(t, repo, "make", "generate")
	for _, file := range []string{"functions/functions.go", "functions/recipe/suite.go", "shared/catalog/catalog.json", "stack.yml"} {
		now, err := os.ReadFile(filepath.Join(repo, file))
		if err != nil {
			t.Fatal(err)
		}
		old, err := os.ReadFile(filepath.Join("../..", file))
		if err != nil || !bytes.Equal(now, old) {
			t.Errorf("%s is not up to date: run make generate (%v)", file, err)
		}
	}
}
