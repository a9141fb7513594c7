//go:build e2e

package cluster

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// rounds is how many cold and warm starts are measured.
const rounds = 20

// hello is a function that does nothing, from the same platform.
func hello(t *testing.T) (url string) {
	t.Helper()
	name := "hello"
	apply(t, fmt.Sprintf(`
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: %[1]s}
spec:
  podSelector: {matchLabels: {app: %[1]s}}
  policyTypes: [Ingress]
  ingress: [{}]
---
apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: %[1]s}
spec:
  template:
    metadata:
      labels: {app: %[1]s}
      annotations: {autoscaling.knative.dev/scale-to-zero-pod-retention-period: 0s}
    spec:
      enableServiceLinks: false
      containers:
        - image: %[2]s
          args: [hello]
          securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, runAsNonRoot: true, runAsUser: 65532, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}
`, name, probeImage(t)))
	t.Cleanup(func() {
		_, _ = try(context.Background(), "", "delete", "services.serving.knative.dev/"+name, "networkpolicies/"+name)
	})
	until(t, 2*time.Minute, "the bare function", func() error {
		if kubectl(t, "get", "services.serving.knative.dev", name, "-o", `jsonpath={.status.conditions[?(@.type=="Ready")].status}`) != "True" {
			return fmt.Errorf("not ready")
		}
		return nil
	})
	return kubectl(t, "get", "services.serving.knative.dev", name, "-o", "jsonpath={.status.url}")
}

// times are milliseconds.
type times struct {
	P50 float64 `json:"p50_ms"`
	P95 float64 `json:"p95_ms"`
}

func summarise(d []time.Duration) times { return times{percentile(d, 50), percentile(d, 95)} }

// serverTiming is a metric of an answer's Server-Timing headers.
func serverTiming(h http.Header, name string) (time.Duration, bool) {
	for _, metric := range strings.Split(strings.Join(h.Values("Server-Timing"), ","), ",") {
		parts := strings.Split(strings.TrimSpace(metric), ";")
		if parts[0] != name {
			continue
		}
		for _, p := range parts[1:] {
			if ms, ok := strings.CutPrefix(strings.TrimSpace(p), "dur="); ok {
				f, err := strconv.ParseFloat(ms, 64)
				return time.Duration(f * float64(time.Millisecond)), err == nil
			}
		}
	}
	return 0, false
}

// What a cold start costs: of a function that does nothing, of the gateway with
// one function behind it, and of the whole chain from POST to picture.
func TestColdStarts(t *testing.T) {
	c := visitor(t)
	bare := client{url: hello(t)}
	picture := sample(t, 64, 48)
	var coldHello, warmHello, coldOne, warmOne, coldChain, warmChain []time.Duration
	ours := map[string][]time.Duration{}
	for range rounds {
		asleep(t)
		a := bare.must(t, http.MethodGet, "/", nil)
		coldHello = append(coldHello, a.took)
		warmHello = append(warmHello, bare.must(t, http.MethodGet, "/", nil).took)

		began := time.Now()
		a = c.must(t, http.MethodPost, "/api/jobs?converter=grayscale", picture, "Prefer", "wait=10")
		if a.status != http.StatusOK {
			t.Fatalf("cold: %v", a)
		}
		coldChain = append(coldChain, time.Since(began))
		for _, part := range []string{"web", "convert"} {
			if d, ok := serverTiming(a.header, "start-"+part); ok {
				ours[part] = append(ours[part], d)
			}
		}
		a = c.must(t, http.MethodPost, "/api/jobs?converter=grayscale", picture, "Prefer", "wait=10")
		warmChain = append(warmChain, a.took)

		a = c.must(t, http.MethodGet, "/api/converters", nil) // the gateway is awake, the catalogue is not
		coldOne = append(coldOne, a.took)
		if d, ok := serverTiming(a.header, "start-catalog"); ok {
			ours["catalog"] = append(ours["catalog"], d)
		}
		warmOne = append(warmOne, c.must(t, http.MethodGet, "/api/converters", nil).took)
	}
	starts := map[string]times{}
	for part, d := range ours {
		starts[part] = summarise(d)
		if len(d) < rounds/2 {
			t.Errorf("%s told of %d starts in %d rounds", part, len(d), rounds)
		}
	}
	report(t, "cold", map[string]any{
		"hello_cold": summarise(coldHello), "hello_warm": summarise(warmHello),
		"catalogue_behind_a_warm_gateway_cold": summarise(coldOne), "catalogue_warm": summarise(warmOne),
		"chain_cold": summarise(coldChain), "chain_warm": summarise(warmChain), "our_share_of_a_start": starts,
		"chain_to_three_bare_cold_starts": percentile(coldChain, 50) / (3 * percentile(coldHello, 50)),
	})
}
