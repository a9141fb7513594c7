//go:build e2e

package cluster

import (
	"strings"
	"testing"
)

// What a pod may not reach is refused, and the same pod reaches what it may, so
// that a probe which reaches nothing at all proves nothing.
func TestNetworkRules(t *testing.T) {
	s3 := release + "-s3." + namespace + ".svc.cluster.local:7070"
	broker := "broker-ingress.knative-eventing.svc.cluster.local:80"
	for name, rule := range map[string]struct {
		who         as
		may, mayNot []string
	}{
		"a converter": {
			as{function: "grayscale", credentials: "work"},
			[]string{s3},
			[]string{"kubernetes.default.svc.cluster.local:443", release + "-auth." + namespace + ".svc.cluster.local:80", broker, "169.254.169.254:80"},
		},
		"the gateway": {
			as{function: "web"},
			nil,
			[]string{"kubernetes.default.svc.cluster.local:443", s3, broker, "169.254.169.254:80"},
		},
		"the acceptor": {
			as{function: "convert", credentials: "accept", sends: true},
			[]string{s3, broker},
			[]string{"kubernetes.default.svc.cluster.local:443", "169.254.169.254:80"},
		},
		"the catalogue": {
			as{function: "catalog"},
			nil,
			[]string{"kubernetes.default.svc.cluster.local:443", s3, broker},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wanted := map[string]bool{}
			for _, address := range rule.may {
				wanted[address] = true
			}
			for _, r := range probe(t, rule.who, append(append([]string{"dial"}, rule.may...), rule.mayNot...)...) {
				if r.Done != wanted[r.What] {
					t.Errorf("%s: reached %v (%s), want %v", r.What, r.Done, r.Error, wanted[r.What])
				}
				if strings.Contains(r.Error, "no such host") {
					t.Errorf("%s: no name service, so nothing is proved: %s", r.What, r.Error)
				}
			}
		})
	}
}

// Each key pair does what its function does and nothing else.
func TestStorageRules(t *testing.T) {
	jobs, gallery, accounts := "reverie-jobs", "reverie-gallery", "reverie-accounts"
	for name, rule := range map[string]struct {
		credentials, operation, bucket string
		allowed                        bool
	}{
		"a converter writes results":        {"work", "put", jobs, true},
		"a converter in the gallery":        {"work", "get", gallery, false},
		"a converter among accounts":        {"work", "list", accounts, false},
		"the status handler writes":         {"read", "put", jobs, true}, // cancelling is a write
		"the status handler, gallery":       {"read", "get", gallery, false},
		"the gallery writes pictures":       {"gallery", "put", gallery, true},
		"the gallery among accounts":        {"gallery", "get", accounts, false},
		"accounts are written by auth":      {"accounts", "put", accounts, true},
		"auth among jobs":                   {"accounts", "list", jobs, false},
		"the acceptor in the gallery":       {"accept", "put", gallery, false},
		"the sweep in accounts":             {"sweep", "delete", accounts, false},
		"the acceptor among accounts":       {"accept", "list", accounts, false},
		"the sweep deletes what is expired": {"sweep", "delete", jobs, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, r := range probe(t, as{function: "probe", credentials: rule.credentials}, "s3", rule.operation, rule.bucket, "probe/"+rule.credentials) {
				refused := !r.Done && !strings.Contains(r.Error, "not found")
				if refused == rule.allowed {
					t.Errorf("%s with the key of %s: done %v (%s), allowed should be %v", r.What, rule.credentials, r.Done, r.Error, rule.allowed)
				}
				if refused && !strings.Contains(strings.ToLower(r.Error), "denied") && !strings.Contains(r.Error, "403") {
					t.Errorf("%s: refused for another reason: %s", r.What, r.Error)
				}
			}
		})
	}
}
