// Package cluster tests Reverie where it lives: installed by its chart on a
// Kubernetes with Knative. The tests have the build tag e2e and reach the cluster
// through kubectl and the gateway's URL alone, so that any cluster will do:
//
//	KUBECONFIG          the cluster
//	KUBECTL             the binary (kubectl)
//	REVERIE_NAMESPACE   where the chart is installed (reverie)
//	REVERIE_RELEASE     the release's name (reverie)
//	REVERIE_URL         the gateway, where the URL of its Service is not to be used
//	E2E_CHAOS           how long pods are killed (2m)
//	E2E_REPORT          a folder for what was measured
//
// make e2e builds the image, installs the chart and runs them.
package cluster
