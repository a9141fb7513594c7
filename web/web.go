// Package web is the gateway: the one door through which browsers and programs
// reach the functions.
//
// It routes paths to functions, checks who is asking, bounds what comes in,
// takes off headers that only the inside may set, and adds the security headers
// on the way out. It serves the page, the OpenAPI document and its readable
// form. It knows nothing of pictures, jobs or accounts: a function answers for
// those, in the same process or behind a URL.
package web

import (
	"net/http"

	"golang.org/x/sync/semaphore"
)

// Gateway is the handler that New makes.
type gateway struct {
	cfg     Config
	assets  assets
	origins *http.CrossOriginProtection
	uploads chan struct{}       // one token for each upload under way
	buffers *semaphore.Weighted // bytes of pictures that have come in
	// Bytes of other bodies.
	smallBuffers *semaphore.Weighted
}

// New makes the gateway's handler. It fails when the configuration cannot work
// or a static file is of a type that it would not know how to serve.
func New(cfg Config) (http.Handler, error) {
	cfg = cfg.withDefaults()
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	origins := http.NewCrossOriginProtection()
	for _, o := range cfg.TrustedOrigins {
		if err := origins.AddTrustedOrigin(o); err != nil {
			return nil, err
		}
	}
	all, err := loadAssets(cfg.Static)
	if err != nil {
		return nil, err
	}
	return &gateway{
		cfg:     cfg,
		assets:  all,
		origins: origins,
		uploads: make(chan struct{}, cfg.Limits.Uploads),
		buffers: semaphore.NewWeighted(cfg.Limits.Buffered),

		smallBuffers: semaphore.NewWeighted(cfg.Limits.SmallBuffered),
	}, nil
}
