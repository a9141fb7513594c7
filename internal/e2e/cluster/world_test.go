//go:build e2e

package cluster

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func setting(key, usual string) string {
	if v := os.Getenv(key); v != "" {
		return v
	}
	return usual
}

var (
	namespace = setting("REVERIE_NAMESPACE", "reverie")
	release   = setting("REVERIE_RELEASE", "reverie")
)

// ours selects what the chart made.
var ours = "app.kubernetes.io/instance=" + release

func duration(t *testing.T, key string, usual time.Duration) time.Duration {
	t.Helper()
	d, err := time.ParseDuration(setting(key, usual.String()))
	if err != nil {
		t.Fatalf("%s: %v", key, err)
	}
	return d
}

// try runs kubectl in the chart's namespace.
func try(ctx context.Context, stdin string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, setting("KUBECTL", "kubectl"), append([]string{"-n", namespace}, args...)...)
	var out, problem bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(stdin), &out, &problem
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("kubectl %s: %w: %s", strings.Join(args, " "), err, problem.String())
	}
	return out.String(), nil
}

func kubectl(t *testing.T, args ...string) string {
	t.Helper()
	out, err := try(t.Context(), "", args...)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(out)
}

func apply(t *testing.T, manifest string) {
	t.Helper()
	if _, err := try(t.Context(), manifest, "apply", "-f", "-"); err != nil {
		t.Fatal(err)
	}
}

// list reads objects of a kind.
func list[T any](t *testing.T, args ...string) []T {
	t.Helper()
	var found struct{ Items []T }
	out := kubectl(t, append([]string{"get", "-o", "json"}, args...)...)
	if err := json.Unmarshal([]byte(out), &found); err != nil {
		t.Fatalf("kubectl get %v: %v", args, err)
	}
	return found.Items
}

// until asks again and again until ready returns nil.
func until(t *testing.T, limit time.Duration, what string, ready func() error) {
	t.Helper()
	deadline := time.Now().Add(limit)
	for {
		err := ready()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %v: %v", what, limit, err)
		}
		time.Sleep(250 * time.Millisecond)
	}
}

// gateway is the URL that browsers use.
func gateway(t *testing.T) string {
	t.Helper()
	if url := os.Getenv("REVERIE_URL"); url != "" {
		return strings.TrimSuffix(url, "/")
	}
	return strings.TrimSuffix(kubectl(t, "get", "services.serving.knative.dev", release+"-web", "-o", "jsonpath={.status.url}"), "/")
}

// deployment is what runs one revision of a function.
type deployment struct {
	Metadata struct {
		Name   string
		Labels map[string]string
	}
	Status struct{ Replicas, ReadyReplicas int }
}

func (d deployment) function() string { return d.Metadata.Labels["serving.knative.dev/service"] }

// replicas is how many instances each function has now.
func replicas(t *testing.T) map[string]int {
	t.Helper()
	n := map[string]int{}
	for _, d := range list[deployment](t, "deployments", "-l", "serving.knative.dev/service") {
		n[d.function()] += d.Status.Replicas
	}
	return n
}

// asleep waits until no function has an instance.
func asleep(t *testing.T) {
	t.Helper()
	until(t, 3*time.Minute, "every function to scale to zero", func() error {
		var awake []string
		for name, n := range replicas(t) {
			if n > 0 {
				awake = append(awake, name)
			}
		}
		if len(awake) > 0 {
			return fmt.Errorf("%v run", awake)
		}
		return nil
	})
}

// report keeps what a test measured.
func report(t *testing.T, name string, measured any) {
	t.Helper()
	b, err := json.MarshalIndent(measured, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%s: %s", name, b)
	dir := os.Getenv("E2E_REPORT")
	if dir == "" {
		return
	}
	if err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(filepath.Join(dir, name+".json"), b, 0o644)); err != nil {
		t.Error(err)
	}
}
