package s3server

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const keysName = "s3-credentials.json"

// keys are the account of a data folder. The names are those of S3 clients'
// own files, so that people can look at their objects with such a client.
type keys struct {
	AccessKeyID     string `json:"access_key_id"`
	SecretAccessKey string `json:"secret_access_key"`
}

// loadKeys reads the folder's keys, or makes them up the first time.
func loadKeys(path string) (keys, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return createKeys(path)
	}
	if err != nil {
		return keys{}, err
	}
	var k keys
	if err := json.Unmarshal(b, &k); err != nil || k.AccessKeyID == "" || k.SecretAccessKey == "" {
		return keys{}, fmt.Errorf("%s is damaged; remove it, and new credentials are made at the next start", path)
	}
	return k, nil
}

// createKeys writes whole files only: one cut short by a crash would lock
// everybody out.
func createKeys(path string) (keys, error) {
	k := keys{AccessKeyID: "REVERIE" + rand.Text()[:13], SecretAccessKey: rand.Text() + rand.Text()}
	b, err := json.MarshalIndent(k, "", "  ")
	if err != nil {
		return keys{}, err
	}
	tmp, err := os.CreateTemp(filepath.Dir(path), ".credentials-*") // with mode 0600
	if err != nil {
		return keys{}, err
	}
	defer os.Remove(tmp.Name())
	if _, err := tmp.Write(append(b, '\n')); err != nil {
		tmp.Close()
		return keys{}, err
	}
	if err := tmp.Sync(); err != nil {
		tmp.Close()
		return keys{}, err
	}
	if err := tmp.Close(); err != nil {
		return keys{}, err
	}
	return k, os.Rename(tmp.Name(), path)
}
