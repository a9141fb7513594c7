package web

import (
	"net/http"
	"strings"
	"time"

	"github.com/reverie-image/reverie/shared/catalog"
	"github.com/reverie-image/reverie/shared/config"
)

// FromEnv makes a gateway over functions behind URLs, as on Knative and
// OpenFaaS:
//
//	FUNCTION_URL_TEMPLATE  where functions are; default http://{name}
//	FUNCTIONS              their names, by commas; default all that there are
//	TRUSTED_ORIGINS        other origins that may send unsafe requests, by commas
//	TRUST_FORWARDED        true behind an ingress that sets X-Forwarded-For and -Proto
//	TRUSTED_PROXIES        how many proxies add to X-Forwarded-For on the way (1)
//	UPLOAD_TIMEOUT         for one whole body; default 60s
//	UPLOAD_GRACE           before a minimum pace is asked for; default 10s
//	MAX_UPLOADS            uploads at once; default 256
//	MAX_BUFFERED           bytes of all uploads in memory; default 64 MiB
//
// The converters are those of the catalogue (see catalog.Load).
func FromEnv(env config.Env) (http.Handler, error) {
	cfg, err := ReadConfig(env)
	if err != nil {
		return nil, err
	}
	all, err := catalog.Load(env)
	if err != nil {
		return nil, err
	}
	cfg.Converter = func(name string) bool { _, ok := all.Lookup(name); return ok }
	r := config.Read(env)
	names := list(r.String("FUNCTIONS", ""))
	if len(names) == 0 {
		names = append([]string{fnConvert, fnJobs, fnCatalog, fnAuth, fnGallery}, all.Names()...)
	}
	if cfg.Functions, err = Remote(r.String("FUNCTION_URL_TEMPLATE", "http://{name}"), names); err != nil {
		return nil, err
	}
	return New(cfg)
}

// ReadConfig reads the settings that do not depend on where functions run.
func ReadConfig(env config.Env) (Config, error) {
	r := config.Read(env)
	cfg := Config{
		TrustedOrigins: list(r.String("TRUSTED_ORIGINS", "")),
		TrustForwarded: r.Bool("TRUST_FORWARDED", false),
		Proxies:        r.Int("TRUSTED_PROXIES", 1, 1),
		Limits: Limits{
			UploadTime:  r.Duration("UPLOAD_TIMEOUT", 60*time.Second),
			UploadGrace: r.Duration("UPLOAD_GRACE", 10*time.Second),
			Uploads:     r.Int("MAX_UPLOADS", 256, 1),
			Buffered:    int64(r.Int("MAX_BUFFERED", 64<<20, 11<<20)),
		},
	}
	return cfg, r.Err()
}

func list(s string) []string {
	return strings.FieldsFunc(s, func(c rune) bool { return c == ',' || c == ' ' })
}
