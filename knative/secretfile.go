package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/reverie-image/reverie/shared/config"
)

// secrets are settings that may come in a file, as agents of secret stores write
// them: S3_SECRET_ACCESS_KEY_FILE names a file that holds S3_SECRET_ACCESS_KEY.
var secrets = []string{"S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"}

// readSecrets sets in the environment what files hold. A variable that is set
// goes before its file.
func readSecrets(env config.Env) error {
	for _, name := range secrets {
		path := env(name + "_FILE")
		if path == "" || env(name) != "" {
			continue
		}
		value, err := os.ReadFile(path)
		if err != nil {
			return usageError{fmt.Errorf("%s_FILE: %w", name, err)}
		}
		if err := os.Setenv(name, strings.TrimSpace(string(value))); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}
