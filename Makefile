# make help lists the targets. Tools are pinned here and land in ./bin.
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.7.0
HELM = helm.sh/helm/v3/cmd/helm@v3.22.0
GOVULNCHECK = golang.org/x/vuln/cmd/govulncheck@v1.8.0
ACTIONLINT = github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
KO = github.com/google/ko@v0.19.1
COSIGN = github.com/sigstore/cosign/v3/cmd/cosign@v3.1.3

# The S3 server that make e2e installs for its tests.
export VERSITYGW = github.com/versity/versitygw/cmd/versitygw@v1.8.0

MODULES = . shared internal/image
TOOLS = GOBIN=$(CURDIR)/bin
RACE ?= -race
# The Go that images are built with, down to the bit.
export IMAGE_GO ?= go1.26.8

.PHONY: help
help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.PHONY: run
run: ## start the editor on this machine
	go run .

.PHONY: test
test: ## all tests of both modules, with the race detector; needs chromium, jpegtran and vips
	cd shared && go test $(RACE) -timeout 15m ./...
	cd internal/image && go test ./...
	go test $(RACE) -timeout 25m ./...

.PHONY: check
check: fmt vet staticcheck govulncheck actionlint ## gofmt, vet, staticcheck, govulncheck and actionlint

.PHONY: fmt
fmt: ## fail on files that gofmt would change
	@files=$$(git ls-files -co --exclude-standard '*.go' | xargs gofmt -l); test -z "$$files" || { echo "gofmt -w these:"; echo "$$files"; exit 1; }

.PHONY: vet
vet: ## go vet
	for m in $(MODULES); do (cd $$m && go vet ./...) || exit 1; done

.PHONY: staticcheck
staticcheck: ## staticcheck at its pinned version
	$(TOOLS) go install $(STATICCHECK)
	for m in $(MODULES); do (cd $$m && $(CURDIR)/bin/staticcheck ./...) || exit 1; done

.PHONY: govulncheck
govulncheck: ## known vulnerabilities; asks the Go vulnerability database
	$(TOOLS) go install $(GOVULNCHECK)
	@for m in $(MODULES); do .ci/govulncheck $(CURDIR)/bin/govulncheck $$m || exit 1; done

.PHONY: chart
chart: ## lint the Helm chart and render it with each of its values
	$(TOOLS) go install $(HELM)
	.ci/chart

.PHONY: chart-server
chart-server: chart ## have the API server of the current context check the chart
	.ci/chart --server

.PHONY: actionlint
actionlint: ## check the workflows of GitHub Actions
	$(TOOLS) go install $(ACTIONLINT)
	bin/actionlint

# Without a network the ko that is there will do; go install would ask the proxy.
.PHONY: ko
ko:
	@go version -m bin/ko 2>/dev/null | grep -qF $(lastword $(subst @, ,$(KO))) || GOTOOLCHAIN=$(IMAGE_GO) $(TOOLS) go install $(KO)

.PHONY: image
image: ko ## the container image as bin/image.tar, and as an OCI layout for all platforms in bin/image
	.ci/image

.PHONY: image-push
image-push: ko ## build the image and push it to IMAGE=registry/name
	@test -n "$$IMAGE" || { echo "make image-push IMAGE=registry/name"; exit 1; }
	.ci/image push

.PHONY: e2e
e2e: ko ## install on the cluster of the current kubectl context and test there; see .ci/e2e
	$(TOOLS) go install $(HELM)
	.ci/e2e

.PHONY: e2e-rig
e2e-rig: ko ## make e2e on the test cluster in ../shared/cluster, where there is one
	$(TOOLS) go install $(HELM)
	.ci/e2e-rig

.PHONY: soak
soak: ## make e2e with pods being killed for half an hour
	E2E_CHAOS=30m E2E_TIMEOUT=90m E2E_RUN=TestPodsAreKilled $(MAKE) e2e

.PHONY: fuzz
fuzz: ## every fuzz target for FUZZTIME (10s) each
	.ci/fuzz

.PHONY: bench
bench: ## speed of jobs, polls, cold start and converters; see docs/performance.md
	.ci/bench

.PHONY: bench-dream
bench-dream: ## the dream engine against oneDNN and PyTorch, which it installs
	.ci/bench-dream

.PHONY: bench-codecs
bench-codecs: ## the converters against sharp, libvips and others, which it installs
	.ci/bench-codecs

.PHONY: bench-http
bench-http: ## image in, image out, against node and sharp, which it installs
	.ci/bench-http

.PHONY: generate
generate: ## write what follows from the folders under functions/
	go run ./internal/generate
	go run ./internal/generate/catalog
	go run ./internal/generate/docs
