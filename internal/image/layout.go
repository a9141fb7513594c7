package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
)

// architectures are those that the base can carry; ko builds those it is asked for.
var architectures = []string{"amd64", "arm64"}

// The media types of https://github.com/opencontainers/image-spec.
const (
	typeIndex    = "application/vnd.oci.image.index.v1+json"
	typeManifest = "application/vnd.oci.image.manifest.v1+json"
	typeConfig   = "application/vnd.oci.image.config.v1+json"
	typeLayer    = "application/vnd.oci.image.layer.v1.tar+gzip"

	epoch = "1970-01-01T00:00:00Z"
)

type object = map[string]any

// layout is a folder in the form of the specification's image-layout.md.
type layout struct{ dir string }

// write fills the folder and returns the digest of the index in it. The folder's
// own index also lists each image, since ko looks only there.
func write(dir string) (digest string, err error) {
	l := layout{dir}
	if err := os.MkdirAll(filepath.Join(dir, "blobs", "sha256"), 0o755); err != nil {
		return "", err
	}
	files, err := layer()
	if err != nil {
		return "", err
	}
	packed, err := compress(files)
	if err != nil {
		return "", err
	}
	layerBlob, err := l.blob(typeLayer, packed)
	if err != nil {
		return "", err
	}
	var images []object
	for _, architecture := range architectures {
		image, err := l.image(architecture, sum(files), layerBlob)
		if err != nil {
			return "", err
		}
		images = append(images, image)
	}
	index, err := l.json(typeIndex, object{"schemaVersion": 2, "mediaType": typeIndex, "manifests": images})
	if err != nil {
		return "", err
	}
	if err := l.file("index.json", object{"schemaVersion": 2, "mediaType": typeIndex, "manifests": append(images, index)}); err != nil {
		return "", err
	}
	return index["digest"].(string), l.file("oci-layout", object{"imageLayoutVersion": "1.0.0"})
}

// image writes the image of one architecture and returns its descriptor.
func (l layout) image(architecture, diffID string, layerBlob object) (object, error) {
	platform := object{"os": "linux", "architecture": architecture}
	config, err := l.json(typeConfig, object{
		"created": epoch, "os": "linux", "architecture": architecture,
		"config":  object{"User": user, "WorkingDir": "/"},
		"rootfs":  object{"type": "layers", "diff_ids": []string{diffID}},
		"history": []object{{"created": epoch, "created_by": "internal/image", "comment": "certificate authorities, users, /tmp"}},
	})
	if err != nil {
		return nil, err
	}
	manifest, err := l.json(typeManifest, object{
		"schemaVersion": 2, "mediaType": typeManifest, "config": config, "layers": []object{layerBlob},
	})
	if err != nil {
		return nil, err
	}
	manifest["platform"] = platform
	return manifest, nil
}

// blob stores bytes under their digest and returns their descriptor.
func (l layout) blob(mediaType string, b []byte) (object, error) {
	digest := sum(b)
	path := filepath.Join(l.dir, "blobs", "sha256", digest[len("sha256:"):])
	if err := os.WriteFile(path, b, 0o644); err != nil {
		return nil, err
	}
	return object{"mediaType": mediaType, "digest": digest, "size": len(b)}, nil
}

func (l layout) json(mediaType string, v object) (object, error) {
	b, err := json.Marshal(v) // keys come in order: the same bytes each time
	if err != nil {
		return nil, err
	}
	return l.blob(mediaType, b)
}

func (l layout) file(name string, v object) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(l.dir, name), b, 0o644)
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return "sha256:" + hex.EncodeToString(s[:])
}

func compress(b []byte) ([]byte, error) {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(b); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
