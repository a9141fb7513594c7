package main

import (
	"bytes"
	"compress/gzip"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/reverie-image/reverie/shared/nn/model"
	"github.com/reverie-image/reverie/shared/nn/model/safetensors"
)

// save writes the weights, packed where the path ends in .gz. Sixteen bits are
// enough for dreams, and every function carries the file; bfloat16 packs better
// than half precision.
func save(path string, o Options, done *Outcome) error {
	var b bytes.Buffer
	meta := model.Meta{Seed: o.Seed, Revision: revision(), Metrics: map[string]float64{
		"validation_accuracy": rounded(done.Accuracy), "loss": rounded(done.Loss),
		"pictures": float64(o.Pictures), "epochs": float64(o.Epochs),
	}}
	if err := model.Save(&b, done.Graph, meta, safetensors.BF16); err != nil {
		return err
	}
	if strings.HasSuffix(path, ".gz") {
		var packed bytes.Buffer
		w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
		if err != nil {
			return err
		}
		if _, err := w.Write(b.Bytes()); err != nil {
			return err
		}
		if err := w.Close(); err != nil {
			return err
		}
		b = packed
	}
	return replace(path, b.Bytes())
}

// replace writes a file beside path and puts it there: what was there stays
// whole until then.
func replace(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(0o644)
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

func rounded(v float64) float64 { return math.Round(v*1e4) / 1e4 }

// revision is the code that trained: the commit, with a mark if files differ
// from it.
func revision() string {
	commit, err := exec.Command("git", "rev-parse", "HEAD").Output()
	if err != nil {
		return "unknown"
	}
	rev := strings.TrimSpace(string(commit))
	if changes, err := exec.Command("git", "status", "--porcelain", "-uno").Output(); err == nil && len(changes) > 0 {
		rev += "+changes"
	}
	return rev
}
