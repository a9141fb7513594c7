package job

import (
	"github.com/reverie-image/reverie/shared/config"
	s3store "github.com/reverie-image/reverie/shared/store/s3"
)

// Open is the records in the jobs bucket that env names, and the times of a
// job's life.
func Open(env config.Env) (*Records, Settings, error) {
	settings, err := ReadSettings(env)
	if err != nil {
		return nil, settings, err
	}
	bucket, err := s3store.Open(env, s3store.Jobs)
	if err != nil {
		return nil, settings, err
	}
	return NewRecords(bucket), settings, nil
}
