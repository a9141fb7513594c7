package serve

import (
	"io"
	"net/http"
	"sync/atomic"

	"github.com/reverie-image/reverie/shared/telemetry"
)

// The paths that the platform asks for; everything else is the handler's.
const (
	livePath    = "/healthz"
	readyPath   = "/readyz"
	metricsPath = "/metrics"
)

// operations answers the platform's questions before cfg.Handler sees them.
func operations(cfg Config, draining *atomic.Bool) http.Handler {
	serveMetrics := !cfg.Public && cfg.MetricsPort == 0
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case livePath:
			health(w, false)
		case readyPath:
			health(w, draining.Load())
		case metricsPath:
			if serveMetrics {
				telemetry.MetricsHandler().ServeHTTP(w, r)
				return
			}
			http.NotFound(w, r)
		default:
			cfg.Handler.ServeHTTP(w, r)
		}
	})
}

func metricsOnly() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+metricsPath, func(w http.ResponseWriter, r *http.Request) {
		telemetry.MetricsHandler().ServeHTTP(w, r)
	})
	return mux
}

func health(w http.ResponseWriter, draining bool) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if draining {
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = io.WriteString(w, "draining\n")
		return
	}
	_, _ = io.WriteString(w, "ok\n")
}
