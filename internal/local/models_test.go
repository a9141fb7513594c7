package local

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/nn/model/modeltest"
	"github.com/reverie-image/reverie/shared/picture/picturetest"
	"github.com/reverie-image/reverie/shared/store"
	s3store "github.com/reverie-image/reverie/shared/store/s3"
)

// models are files of a folder or bucket; the last two are no good.
func models() map[string][]byte {
	return map[string][]byte{
		"googlenet.safetensors": modeltest.GoogLeNetSafetensors(1, 8),
		"vgg16.safetensors":     modeltest.VGG16Safetensors(2, 4),
		"caffe.onnx":            modeltest.GoogLeNetONNX(3, 8),
		"broken.onnx":           []byte("\x08\x07\x3a\xff\xff\xff\xff\x0f"),
		"empty.safetensors":     nil,
	}
}

func modelFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, data := range models() {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

type entry struct {
	Name, Version string
	Parameters    struct {
		Properties struct {
			Preset struct {
				Default string
				Enum    []string
			}
		}
	}
}

// converters are those of the catalogue, by name.
func converters(t *testing.T, s *Server) map[string]entry {
	t.Helper()
	_, body := do(t, http.MethodGet, s.URL()+"/api/converters", nil)
	var all struct{ Converters []entry }
	if err := json.Unmarshal(body, &all); err != nil {
		t.Fatalf("%v: %.300s", err, body)
	}
	byName := map[string]entry{}
	for _, e := range all.Converters {
		byName[e.Name] = e
	}
	return byName
}

func TestModelsOfAFolder(t *testing.T) {
	var notice bytes.Buffer
	t.Chdir(filepath.Dir(modelFolder(t)))
	entries, _ := os.ReadDir(".")
	s := start(t, Config{Models: entries[0].Name(), Notice: &notice}) // a relative path
	all := converters(t, s)
	photo := picturetest.PNG(picturetest.Photo(64, 48))
	for name, want := range map[string]struct{ usual, layer string }{
		"deepdream-googlenet": {"inception_4c/output", "inception_3a/5x5"},
		"deepdream-caffe":     {"inception_4c/output", "inception_4c/output"},
		"deepdream-vgg16":     {"conv4_3", "conv5_1"},
	} {
		preset := all[name].Parameters.Properties.Preset
		if preset.Default != want.usual || !slices.Contains(preset.Enum, want.layer) {
			t.Errorf("%s: %+v", name, all[name])
		}
		query := "octaves=1&steps=1&preset=" + strings.ReplaceAll(want.layer, "/", "%2F")
		res, body := do(t, http.MethodPost, s.URL()+"/api/converters/"+name+"?"+query, photo)
		if res.StatusCode != http.StatusOK || bytes.Equal(body, photo) {
			t.Errorf("%s directly: %s %.300s", name, res.Status, body)
		}
		res, body = do(t, http.MethodPost, s.URL()+"/api/jobs?converter="+name+"&"+query, photo)
		if res.StatusCode != http.StatusAccepted {
			t.Fatalf("%s as a job: %s %.300s", name, res.Status, body)
		}
		path := res.Header.Get("Location")
		if res, body = poll(t, s, path); res.StatusCode != http.StatusOK {
			t.Errorf("%s as a job: %s %.300s", name, res.Status, body)
		}
		var origin struct {
			Version string `json:"converter_version"`
			Model   struct{ SHA256 string }
			Details struct{ Layer string }
		}
		_, body = do(t, http.MethodGet, s.URL()+path+"/provenance", nil)
		if err := json.Unmarshal(body, &origin); err != nil || origin.Version != all[name].Version || origin.Details.Layer != want.layer ||
			!strings.Contains(origin.Version, origin.Model.SHA256[:12]) {
			t.Errorf("%s: %v %s", name, err, body)
		}
	}
	for _, want := range []string{"Left out: model broken.onnx: ", "Left out: model empty.safetensors: the file is empty", "deepdream-caffe, deepdream-googlenet, deepdream-vgg16"} {
		if !strings.Contains(notice.String(), want) {
			t.Errorf("it says %q, without %q", notice.String(), want)
		}
	}
	if len(all) == 0 || all["deepdream"].Name == "" || all["deepdream-broken"].Name != "" {
		t.Errorf("%v", all)
	}
}

func TestModelsOfTheBucket(t *testing.T) {
	data := t.TempDir()
	env := map[string]string{"MODELS": "s3:nets/", "MODEL": "ignored.onnx", "FUNCTION": "deepdream-ignored", "S3_BUCKET_MODELS": "networks"}
	first := open(t, Config{Data: data, Env: config.Map(env, nil)})
	bucket, err := s3store.Open(first.Env(), s3store.Models)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range models() {
		if _, err := bucket.Put(t.Context(), "nets/"+name, data, store.PutOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	for key, data := range map[string][]byte{"nets/vgg16.safetensors.json": []byte(`{"name":"thin vgg"}`), "other/x.onnx": models()["caffe.onnx"]} {
		if _, err := bucket.Put(t.Context(), key, data, store.PutOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	if all := converters(t, first); all["deepdream-googlenet"].Name != "" {
		t.Error("models before there are any")
	}
	closeWithin(t, first, 10e9)

	var notice bytes.Buffer
	s := start(t, Config{Data: data, Env: config.Map(env, nil), Notice: &notice})
	all := converters(t, s)
	for _, name := range []string{"deepdream", "deepdream-googlenet", "deepdream-caffe", "deepdream-thin-vgg"} {
		if all[name].Name == "" {
			t.Errorf("no %s; %s", name, notice.String())
			continue
		}
		res, body := do(t, http.MethodPost, s.URL()+"/api/converters/"+name+"?octaves=1&steps=1", picturetest.PNG(picturetest.Photo(64, 48)))
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s: %s %.300s", name, res.Status, body)
		}
	}
	if all["deepdream-x"].Name != "" || strings.Count(notice.String(), "Left out") != 2 {
		t.Errorf("it says %q", notice.String())
	}
}

func TestModelsThatAreNotThere(t *testing.T) {
	cfg := Config{Addr: "127.0.0.1:0", Data: t.TempDir(), Models: filepath.Join(t.TempDir(), "none"), Env: config.Map(nil, nil)}
	s, err := Start(t.Context(), cfg)
	if err == nil {
		closeWithin(t, s, 10e9)
		t.Fatal("started")
	}
	if !strings.Contains(err.Error(), cfg.Models) {
		t.Error(err)
	}
}
