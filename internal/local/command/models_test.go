package command

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/config"
	"github.com/reverie-image/reverie/shared/nn/model/modeltest"
)

func TestListModels(t *testing.T) {
	dir := t.TempDir()
	for name, data := range map[string][]byte{"thin.safetensors": modeltest.GoogLeNetSafetensors(1, 2), "broken.onnx": []byte("no")} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	err := Run(t.Context(), []string{"-list-models", dir}, config.Map(nil, nil), &out, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "broken.onnx") {
		t.Errorf("a broken model: %v", err)
	}
	var list []catalog.Descriptor
	if err := json.Unmarshal(out.Bytes(), &list); err != nil || len(list) != 1 || list[0].Name != "deepdream-thin" {
		t.Fatalf("%v: %.300s", err, out.String())
	}
	all, err := catalog.Load(config.Map(map[string]string{"CONVERTERS": out.String()}, nil))
	if err != nil {
		t.Fatal(err)
	}
	if d, ok := all.Lookup("deepdream-thin"); !ok || d.Cost == nil || d.Validate() != nil {
		t.Errorf("%+v", d)
	}
	if err := Run(t.Context(), []string{"-list-models", dir + "/none"}, config.Map(nil, nil), &out, io.Discard); err == nil {
		t.Error("no error without the folder")
	}
}
