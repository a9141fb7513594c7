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
	if source == nil || !strings.Contains(string(doc), "functions/posterize") {
		t.Fatal("the page has no example called posterize")
	}
	folder := filepath.Join(repo, "functions/posterize")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "handler.go"), source[1], 0o644); err != nil {
		t.Fatal(err)
	}
	run(t, repo, "make", "generate")
	for file, want := range map[string]string{
		"functions/functions.go":      `Name: "posterize"`,
		"shared/catalog/catalog.json": `"name": "posterize"`,
		"stack.yml":                   "handler: ./functions/posterize",
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

// convertWith starts the function and posterizes a gradient to 3 levels.
func convertWith(t *testing.T, binary string) {
	address := freeAddress(t)
	_, port, _ := net.SplitHostPort(address)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, binary)
	cmd.Env = append(os.Environ(), "FUNCTION=posterize", "PORT="+port)
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
		if res, err = http.Post("http://"+address+"/?levels=3", "image/png", bytes.NewReader(body.Bytes())); err == nil {
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
	levels := map[uint32]bool{}
	for x := range 256 {
		r, _, _, _ := out.At(x, 0).RGBA()
		levels[r>>8] = true
	}
	if len(levels) != 3 || !levels[0] || !levels[255] {
		t.Errorf("levels %v, want three from 0 to 255", levels)
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
	for _, file := range []string{"functions/functions.go", "shared/catalog/catalog.json", "stack.yml"} {
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
