# Pinned tools; they build with the Go in use and land in ./bin.
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.6.1
GOVULNCHECK = golang.org/x/vuln/cmd/govulncheck@v1.8.0

.PHONY: run
run: ## start the editor
	go run .

.PHONY: generate
generate: ## write what follows from the folders under functions/
	go run ./internal/generate
	go run ./internal/generate/catalog
