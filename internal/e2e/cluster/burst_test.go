//go:build e2e

package cluster

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// nodes are those of the long lane's pods that were made since then, by pod.
func nodes(t *testing.T, since time.Time) map[string]string {
	t.Helper()
	type pod struct {
		Metadata struct {
			Name              string
			CreationTimestamp time.Time
		}
		Spec struct{ NodeName string }
	}
	where := map[string]string{}
	for _, p := range list[pod](t, "pods", "-l", ours+",app.kubernetes.io/component=long-lane") {
		if !p.Metadata.CreationTimestamp.Before(since.Truncate(time.Second)) {
			where[p.Metadata.Name] = p.Spec.NodeName
		}
	}
	return where
}

// virtualNode is the name of the cluster's Virtual Kubelet node.
func virtualNode(t *testing.T) string {
	t.Helper()
	name := kubectl(t, "get", "nodes", "-l", "type=virtual-kubelet", "-o", "jsonpath={.items[*].metadata.name}")
	if name == "" || strings.Contains(name, " ") {
		t.Fatalf("the cluster's virtual nodes are %q, want one", name)
	}
	return name
}

// fill takes what the real nodes have left of what long jobs ask for.
func fill(t *testing.T) {
	t.Helper()
	apply(t, fmt.Sprintf(`
apiVersion: apps/v1
kind: Deployment
metadata: {name: filler}
spec:
  replicas: 32
  selector: {matchLabels: {app: filler}}
  template:
    metadata: {labels: {app: filler}}
    spec:
      automountServiceAccountToken: false
      terminationGracePeriodSeconds: 0
      nodeSelector: {kubernetes.io/os: linux}
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms: [{matchExpressions: [{key: type, operator: NotIn, values: [virtual-kubelet]}]}]
      containers:
        - name: filler
          image: %s
          args: [hello]
          resources: {requests: {cpu: 100m}}
          securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, runAsNonRoot: true, runAsUser: 65532, capabilities: {drop: [ALL]}, seccompProfile: {type: RuntimeDefault}}
`, probeImage(t)))
	t.Cleanup(func() { emptyAgain(t) })
	until(t, 2*time.Minute, "the real nodes to be full", func() error {
		out := kubectl(t, "get", "pods", "-l", "app=filler", "--field-selector", "status.phase=Pending", "-o",
			`jsonpath={.items[*].status.conditions[?(@.type=="PodScheduled")].reason}`)
		if !strings.Contains(out, "Unschedulable") {
			return fmt.Errorf("no filler is left over: %q", out)
		}
		return nil
	})
}

func emptyAgain(t *testing.T) {
	t.Helper()
	if _, err := try(context.Background(), "", "delete", "deployment", "filler", "--ignore-not-found"); err != nil {
		t.Error(err)
	}
}

// When the real nodes are full, long jobs and only those run on the virtual
// node; when that goes away in the middle, they are tried again and finish.
func TestBurstOntoTheVirtualNode(t *testing.T) {
	virtual := virtualNode(t)
	c := visitor(t)
	c.picture(t, c.submit(t, "grayscale", sample(t, 64, 48)), 2*time.Minute) // what is awake stays where it is
	fill(t)

	began := time.Now()
	ids := []string{c.submit(t, long, sample(t, 900, 600)), c.submit(t, long, sample(t, 600, 900))}
	until(t, 3*time.Minute, "two long jobs on the virtual node", func() error {
		n := 0
		where := nodes(t, began)
		for _, node := range where {
			if node == virtual {
				n++
			}
		}
		if n < 2 {
			return fmt.Errorf("they are on %v", where)
		}
		return nil
	})
	until(t, 3*time.Minute, "a long job to run", func() error {
		if a := c.must(t, "GET", "/api/jobs/"+ids[0], nil); a.header.Get("Job-Status") != "running" {
			return fmt.Errorf("%v", a)
		}
		return nil
	})
	for _, line := range strings.Fields(kubectl(t, "get", "pods", "-l", ours, "--field-selector", "spec.nodeName="+virtual, "-o", `jsonpath={.items[*].metadata.labels.app\.kubernetes\.io/component}`)) {
		if line != "long-lane" {
			t.Errorf("a pod of the component %s is on the virtual node", line)
		}
	}
	if lost := setting("E2E_NODE_LOST", ""); lost != "" {
		if out, err := exec.CommandContext(t.Context(), "sh", "-c", lost).CombinedOutput(); err != nil {
			t.Fatalf("E2E_NODE_LOST: %v\n%s", err, out)
		}
		t.Logf("the virtual node is gone after %v", time.Since(began))
		emptyAgain(t)
	}
	for _, id := range ids {
		c.picture(t, id, 12*time.Minute)
	}
	t.Logf("the pods were on %v", nodes(t, began))
}
