package catalog

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"slices"
)

// File is the value of a picture parameter. As JSON it is its SHA-256, so that
// what is stored of the parameters tells pictures apart and stays small.
type File struct {
	SHA256 string // lower-case hexadecimal
	Data   []byte // the file; nil where only its hash was stored
}

// NewFile is a file with its hash.
func NewFile(data []byte) File {
	sum := sha256.Sum256(data)
	return File{SHA256: hex.EncodeToString(sum[:]), Data: data}
}

// MarshalJSON writes the hash.
func (f File) MarshalJSON() ([]byte, error) { return json.Marshal(f.SHA256) }

// Picture is the file of a picture parameter, or nil when none was sent.
func (v Values) Picture(name string) []byte { f, _ := v[name].(File); return f.Data }

// SHA256 is the hash of a picture parameter's file in hexadecimal, or empty when
// none was sent.
func (v Values) SHA256(name string) string { f, _ := v[name].(File); return f.SHA256 }

// Pictures are the names of the picture parameters that were sent, in order.
func (v Values) Pictures() []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(v)) {
		if _, ok := v[name].(File); ok {
			names = append(names, name)
		}
	}
	return names
}

func checkPicture(v any) (any, error) {
	switch v := v.(type) {
	case File:
		return v, nil
	case string: // stored
		if b, err := hex.DecodeString(v); err == nil && len(b) == sha256.Size {
			return File{SHA256: v}, nil
		}
		return nil, errors.New("is not the hash of a picture")
	}
	return nil, errors.New("must be a picture, sent as a file of a multipart form")
}
