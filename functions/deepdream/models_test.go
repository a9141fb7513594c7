package function

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"weak"

	handler "github.com/openfaas/templates-sdk/go-http"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/convert"
	"github.com/reverie-image/reverie/shared/convert/converttest"
	"github.com/reverie-image/reverie/shared/nn/model/modeltest"
	"github.com/reverie-image/reverie/shared/picture"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
)

func write(t *testing.T, path string, data []byte) string {
	t.Helper()
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// folder has a model of each kind, and what is none.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range map[string][]byte{
		"GoogLeNet.safetensors": modeltest.GoogLeNetSafetensors(1, 8),
		"googlenet.onnx":        modeltest.GoogLeNetONNX(2, 8),
		"vgg16.safetensors":     modeltest.VGG16Safetensors(3, 4),
		"broken.safetensors":    []byte("\x10\x00\x00\x00\x00\x00\x00\x00{\"a\": nonsense}"),
		"empty.onnx":            nil,
		"pickle.onnx":           []byte("PK\x03\x04 and so on, as torch.save writes it"),
		"large.onnx":            make([]byte, 9<<20),
		"notes.txt":             []byte("no model"),
	} {
		write(t, filepath.Join(dir, name), data)
	}
	return dir
}

func find(t *testing.T, list []*convert.Converter, name string) *convert.Converter {
	t.Helper()
	for _, c := range list {
		if c.Name == name {
			return c
		}
	}
	t.Fatalf("no %s", name)
	return nil
}

func choices(c *convert.Converter) (values []string) {
	for _, choice := range c.Parameters[0].Choices {
		values = append(values, choice.Value)
	}
	return values
}

func TestFolder(t *testing.T) {
	list, broken, err := Folder(t.Context(), folder(t), config.Map(map[string]string{"MODEL_MAX_BYTES": "8388608"}, nil))
	if err != nil || len(list) != 3 || len(broken) != 4 {
		t.Fatalf("%d models, left out %v, %v", len(list), broken, err)
	}
	for i, want := range []string{"broken.safetensors", "empty.onnx: the file is empty", "large.onnx: the file has 9437184 bytes, more than 8388608", "pickle.onnx: the file is a ZIP archive"} {
		if !strings.Contains(broken[i].Error(), want) {
			t.Errorf("%q does not say %q", broken[i], want)
		}
	}
	for name, want := range map[string]struct {
		usual  string
		layers []string
		count  int
	}{
		"deepdream-googlenet":   {"inception_4c/output", []string{"conv1/7x7_s2", "inception_3b/5x5_reduce", "inception_5b/output"}, 79},
		"deepdream-googlenet-2": {"inception_4c/output", []string{"conv2/3x3", "pool4/3x3_s2"}, 79},
		"deepdream-vgg16":       {"conv4_3", []string{"conv1_1", "conv5_3", "pool3"}, 18},
	} {
		c := find(t, list, name)
		values := choices(c)
		if c.Parameters[0].Default != want.usual || len(values) != want.count {
			t.Errorf("%s: %d presets, %v without a choice", name, len(values), c.Parameters[0].Default)
		}
		for _, layer := range want.layers {
			if !slices.Contains(values, layer) {
				t.Errorf("%s does not list %s", name, layer)
			}
		}
		m := converttest.Convert(t, convert.Function(c), "octaves=1&steps=1", picturetest.PNG(picturetest.Photo(64, 48)), "image/png")
		if psnr := picturetest.PSNR(m, picturetest.Photo(64, 48)); psnr > 60 || psnr < 15 {
			t.Errorf("%s changes the picture by %.1f dB", name, psnr)
		}
	}
	if _, _, err := Folder(t.Context(), "/no/such/folder", nil); err == nil {
		t.Error("a folder that is not there is no error")
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, _, err := Folder(ended, folder(t), nil); err == nil {
		t.Error("it goes on without its context")
	}
}

// TestOneModelInMemory: the weights of a model are let go of when another one is
// used, and when none is for a while; both can be used again.
func TestOneModelInMemory(t *testing.T) {
	dir := t.TempDir()
	use := func(c *convert.Converter) *dreamer {
		converttest.Convert(t, convert.Function(c), "octaves=1&steps=1", picturetest.PNG(picturetest.Photo(64, 48)), "image/png")
		return shelf.dreamer
	}
	var all []*convert.Converter
	var used []weak.Pointer[dreamer]
	for i, name := range []string{"a.safetensors", "b.safetensors"} {
		c, err := Custom(t.Context(), write(t, filepath.Join(dir, name), modeltest.GoogLeNetSafetensors(uint64(i), 8)), "", nil)
		if err != nil {
			t.Fatal(err)
		}
		all, used = append(all, c), append(used, weak.Make(use(c)))
	}
	gone := func(p weak.Pointer[dreamer]) bool {
		for range 50 {
			runtime.GC()
			if p.Value() == nil {
				return true
			}
			time.Sleep(10 * time.Millisecond)
		}
		return false
	}
	if !gone(used[0]) || used[1].Value() == nil {
		t.Error("not the last model alone is kept")
	}
	again := weak.Make(use(all[0]))
	if !gone(used[1]) {
		t.Error("the second model is kept beside the first")
	}
	unlock, err := lock(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	shelf.empty.Reset(time.Millisecond)
	unlock()
	if !gone(again) {
		t.Error("an idle model is kept")
	}
	use(all[0])
}

func TestFileThatChanges(t *testing.T) {
	path := write(t, filepath.Join(t.TempDir(), "mine.safetensors"), modeltest.GoogLeNetSafetensors(1, 4))
	c, err := Custom(t.Context(), path, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	post := func() handler.Response {
		return converttest.Post(t, convert.Function(c), "octaves=1&steps=1", picturetest.PNG(picturetest.Photo(64, 48)))
	}
	forget := func() {
		unlock, err := lock(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer unlock()
		vacate()
	}
	first := post()
	if line := picture.Text(first.Body); first.StatusCode != 200 || !strings.Contains(line, c.Version) || !strings.Contains(line, strings.TrimPrefix(c.Version, "1-")) {
		t.Fatalf("%d, text %q", first.StatusCode, line)
	}
	write(t, path, modeltest.GoogLeNetSafetensors(2, 4))
	forget()
	for range 2 {
		if res := post(); res.StatusCode != 500 || !strings.Contains(string(res.Body), "replaced") {
			t.Errorf("another file: %d %.300s", res.StatusCode, res.Body)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if res := post(); res.StatusCode != 500 || !strings.Contains(string(res.Body), "can no longer be read") {
		t.Errorf("no file: %d %.300s", res.StatusCode, res.Body)
	}
	write(t, path, modeltest.GoogLeNetSafetensors(1, 4))
	write(t, path+".json", []byte(`{"bgr":true}`)) // counts from the next start on
	if res := post(); string(res.Body) != string(first.Body) {
		t.Errorf("the first file again: %d, another picture", res.StatusCode)
	}
	forget()
	next, err := Custom(t.Context(), path, "", nil)
	if err != nil || next.Version == c.Version {
		t.Errorf("with a sidecar it is version %s still; %v", next.Version, err)
	}
}
