package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/nn/model/modeltest"
	"github.com/reverie-image/reverie/web"
)

// A model's container has a name of its own, by which the gateway finds it.
func TestInstanceOfDeepDream(t *testing.T) {
	const name = "deepdream-thin"
	path := filepath.Join(t.TempDir(), "vgg.safetensors")
	if err := os.WriteFile(path, modeltest.VGG16Safetensors(1, 2), 0o644); err != nil {
		t.Fatal(err)
	}
	p := launch(t, "FUNCTION="+name, "MODEL="+path)
	p.waitFor(t, http.MethodPost, "/", tinyPNG(t))

	gateway, err := web.FromEnv(config.Map(map[string]string{
		"FUNCTION_URL_TEMPLATE": p.url + "#{name}",
		"CONVERTERS":            `[{"name":"` + name + `","title":"Thin","version":"1"}]`,
	}, nil))
	if err != nil {
		t.Fatal(err)
	}
	front := httptest.NewServer(gateway)
	defer front.Close()
	res, err := http.Post(front.URL+"/api/converters/"+name+"?octaves=1&steps=1&preset=conv2_1", "image/png", strings.NewReader(string(tinyPNG(t))))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got := res.Header.Get("Content-Disposition"); res.StatusCode != http.StatusOK || !strings.Contains(got, name) {
		t.Errorf("%s, %s", res.Status, got)
	}
}

func TestInstancesThatAreNone(t *testing.T) {
	for name, want := range map[string]string{"deepdream-mine": "needs MODEL", "deepdreams": "no such function", "grayscale-mine": "no such function"} {
		env := map[string]string{"FUNCTION": name}
		if name != "deepdream-mine" {
			env["MODEL"] = "net.onnx"
		}
		err := realMain(context.Background(), config.Map(env, nil))
		if !errors.As(err, new(usageError)) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
