//go:build e2e

package cluster

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// probeImage is the image of ./probe, as the cluster knows it.
func probeImage(t *testing.T) string {
	t.Helper()
	image := os.Getenv("E2E_PROBE_IMAGE")
	if image == "" {
		t.Fatal("E2E_PROBE_IMAGE is not set: make e2e builds and loads it")
	}
	return image
}

// tried is what a probe says.
type tried struct {
	What  string
	Done  bool
	Error string
}

// as says which part of Reverie a probe passes itself off as.
type as struct {
	function    string
	credentials string // of S3; empty is none
	sends       bool
}

// probe runs ./probe in a pod that policies and credentials take for a part of
// Reverie.
func probe(t *testing.T, who as, args ...string) (out []tried) {
	t.Helper()
	name := unique("probe-")
	labels := map[string]string{
		"app.kubernetes.io/name": "reverie", "app.kubernetes.io/instance": release, "app.kubernetes.io/part-of": "reverie",
		"reverie.io/function": who.function,
	}
	env := []any{}
	if who.credentials != "" {
		labels["reverie.io/s3"] = who.credentials
		secret := func(variable, key string) map[string]any {
			return map[string]any{"name": variable, "valueFrom": map[string]any{
				"secretKeyRef": map[string]any{"name": release + "-s3-" + who.credentials, "key": key}}}
		}
		env = append(env,
			map[string]any{"name": "S3_ENDPOINT", "value": setting("E2E_S3_ENDPOINT", "http://"+release+"-s3."+namespace+".svc.cluster.local:7070")},
			map[string]any{"name": "S3_REGION", "value": setting("E2E_S3_REGION", "us-east-1")},
			secret("S3_ACCESS_KEY_ID", "accessKeyId"), secret("S3_SECRET_ACCESS_KEY", "secretAccessKey"))
	}
	if who.sends {
		labels["reverie.io/sends"] = "true"
	}
	pod := map[string]any{
		"apiVersion": "v1", "kind": "Pod", "metadata": map[string]any{"name": name, "labels": labels},
		"spec": map[string]any{
			"restartPolicy": "Never", "automountServiceAccountToken": false, "enableServiceLinks": false,
			"containers": []any{map[string]any{
				"name": "probe", "image": probeImage(t), "args": args, "env": env, "imagePullPolicy": "IfNotPresent",
				"securityContext": map[string]any{
					"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "runAsNonRoot": true, "runAsUser": 65532,
					"capabilities": map[string]any{"drop": []string{"ALL"}}, "seccompProfile": map[string]any{"type": "RuntimeDefault"},
				},
			}},
		},
	}
	manifest, err := json.Marshal(pod)
	if err != nil {
		t.Fatal(err)
	}
	apply(t, string(manifest))
	t.Cleanup(func() {
		_, _ = try(context.Background(), "", "delete", "pod", name, "--wait=false", "--ignore-not-found")
	})
	until(t, 2*time.Minute, "the probe to end", func() error {
		if phase := kubectl(t, "get", "pod", name, "-o", "jsonpath={.status.phase}"); phase != "Succeeded" && phase != "Failed" {
			return fmt.Errorf("it is %s", phase)
		}
		return nil
	})
	logs := kubectl(t, "logs", name)
	for line := range strings.Lines(logs) {
		var r tried
		if json.Unmarshal([]byte(line), &r) == nil && r.What != "" {
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		t.Fatalf("the probe said nothing: %s", logs)
	}
	return out
}
