package local

import (
	"net"
	"net/http"
	"strings"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/reverie-image/reverie/internal/local/broker"
	"github.com/reverie-image/reverie/shared/telemetry"
)

// withMetrics serves /metrics beside the gateway, to this machine only. A
// request that a proxy passed on comes from elsewhere.
func withMetrics(gateway http.Handler, b *broker.Broker) http.Handler {
	registry := prometheus.NewRegistry()
	registry.MustRegister(b)
	ofBroker := promhttp.HandlerFor(registry, promhttp.HandlerOpts{})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/metrics" || !fromHere(r) {
			gateway.ServeHTTP(w, r)
			return
		}
		// Without these both answer plain text, which can stand in sequence.
		r = r.Clone(r.Context())
		r.Header.Del("Accept")
		r.Header.Del("Accept-Encoding")
		telemetry.MetricsHandler().ServeHTTP(w, r)
		ofBroker.ServeHTTP(w, r)
	})
}

// fromHere also looks at the name that was asked for: a page of another site
// can make its own name mean this machine, and read what it then gets.
func fromHere(r *http.Request) bool {
	return isLoopback(r.RemoteAddr) && isLoopback(r.Host) &&
		r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Forwarded") == ""
}

func isLoopback(hostPort string) bool {
	host, _, err := net.SplitHostPort(hostPort)
	if err != nil {
		host = strings.Trim(hostPort, "[]")
	}
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
