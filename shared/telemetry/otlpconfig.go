package telemetry

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/reverie-image/reverie/shared/config"
)

const (
	otlpPrefix   = "OTEL_EXPORTER_OTLP_"
	otlpPath     = "v1/traces"
	otlpEndpoint = "http://localhost:4318"
	otlpTimeout  = 10 * time.Second
)

// otlpConfig is how spans reach a collector.
type otlpConfig struct {
	url     string
	header  http.Header
	timeout time.Duration // of one attempt
	gzip    bool
	tls     *tls.Config // nil for the system's roots
}

// readOTLP reads the exporter's variables as the OpenTelemetry specification
// has them; one for traces, as in OTEL_EXPORTER_OTLP_TRACES_TIMEOUT, goes over
// the general one.
func readOTLP(env config.Env) (otlpConfig, error) {
	get := func(name string) string {
		if v := env(otlpPrefix + "TRACES_" + name); v != "" {
			return v
		}
		return env(otlpPrefix + name)
	}
	if p := get("PROTOCOL"); p != "" && p != "http/protobuf" {
		return otlpConfig{}, fmt.Errorf("%sPROTOCOL=%q: want http/protobuf", otlpPrefix, p)
	}
	var errs [5]error
	cfg := otlpConfig{}
	cfg.url, errs[0] = otlpURL(env)
	cfg.header, errs[1] = otlpHeader(get("HEADERS"))
	cfg.timeout, errs[2] = milliseconds(get("TIMEOUT"), otlpTimeout)
	switch c := get("COMPRESSION"); c {
	case "", "none":
	case "gzip":
		cfg.gzip = true
	default:
		errs[3] = fmt.Errorf("%sCOMPRESSION=%q: want gzip or none", otlpPrefix, c)
	}
	cfg.tls, errs[4] = otlpTLS(get("CERTIFICATE"), get("CLIENT_CERTIFICATE"), get("CLIENT_KEY"))
	return cfg, errors.Join(errs[:]...)
}

// otlpURL: the endpoint for traces is taken as it is, the general one is a base.
func otlpURL(env config.Env) (string, error) {
	raw, base := env(otlpPrefix+"TRACES_ENDPOINT"), false
	if raw == "" {
		raw, base = config.Read(env).String(otlpPrefix+"ENDPOINT", otlpEndpoint), true
	}
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("%sENDPOINT=%q: want a URL such as %s", otlpPrefix, raw, otlpEndpoint)
	}
	if base {
		u = u.JoinPath(otlpPath)
	}
	return u.String(), nil
}

// otlpHeader reads "key=value,key2=value2" with percent-encoded values.
func otlpHeader(list string) (http.Header, error) {
	header := http.Header{}
	for pair := range strings.SplitSeq(list, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		key, value, ok := strings.Cut(pair, "=")
		value, err := url.PathUnescape(strings.TrimSpace(value))
		if key = strings.TrimSpace(key); !ok || err != nil || key == "" {
			// The value may be a secret: it is not repeated.
			return nil, fmt.Errorf("%sHEADERS: want key=value pairs with commas between them", otlpPrefix)
		}
		header.Set(key, value)
	}
	return header, nil
}

func milliseconds(s string, def time.Duration) (time.Duration, error) {
	if s == "" {
		return def, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n <= 0 {
		return def, fmt.Errorf("%sTIMEOUT=%q: want milliseconds", otlpPrefix, s)
	}
	return time.Duration(n) * time.Millisecond, nil
}

func otlpTLS(roots, cert, key string) (*tls.Config, error) {
	if roots == "" && cert == "" {
		return nil, nil
	}
	cfg := &tls.Config{MinVersion: tls.VersionTLS12}
	if roots != "" {
		pem, err := os.ReadFile(roots)
		if err != nil {
			return nil, fmt.Errorf("%sCERTIFICATE: %w", otlpPrefix, err)
		}
		cfg.RootCAs = x509.NewCertPool()
		if !cfg.RootCAs.AppendCertsFromPEM(pem) {
			return nil, fmt.Errorf("%sCERTIFICATE: no certificate in %s", otlpPrefix, roots)
		}
	}
	if cert != "" {
		pair, err := tls.LoadX509KeyPair(cert, key)
		if err != nil {
			return nil, fmt.Errorf("%sCLIENT_CERTIFICATE: %w", otlpPrefix, err)
		}
		cfg.Certificates = []tls.Certificate{pair}
	}
	return cfg, nil
}
