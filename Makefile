# make help lists the targets. Tools are pinned here and land in ./bin.
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.7.0
GOVULNCHECK = golang.org/x/vuln/cmd/govulncheck@v1.8.0

MODULES = . shared
TOOLS = GOBIN=$(CURDIR)/bin
RACE ?= -race

.PHONY: help
help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.PHONY: run
run: ## start the editor on this machine
	go run .

.PHONY: test
test: ## all tests of both modules, with the race detector; needs chromium, jpegtran and vips
	cd shared && go test $(RACE) -timeout 15m ./...
	go test $(RACE) -timeout 25m ./...

.PHONY: check
check: fmt vet staticcheck govulncheck ## gofmt, vet, staticcheck and govulncheck

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
