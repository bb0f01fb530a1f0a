# The commands of this repository. A Debian machine with Go and make is enough; make test
# installs what else the tests need, or says the exact command.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

export CGO_ENABLED := 0
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS := -s -w -X main.version=$(VERSION)
SOURCES := $(shell find cmd internal packs kit -type f -not -name '*_test.go' 2>/dev/null) go.mod go.sum

PORT ?= 8080
DATA ?= data/demo
FUZZTIME ?= 5s
BENCH ?= .
P ?= 2

.PHONY: help run build test lint bench bench-integrity soak prove generate fuzz cover shots clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' Makefile

run: build ## build and serve the demo county on 127.0.0.1:8080 (PORT=9000, DATA=folder, LAN=1 for other machines)
	./bin/banjie demo --data $(DATA) --listen 127.0.0.1:$(PORT) $(if $(LAN),--lan)

build: bin/banjie ## build the one binary, ./bin/banjie

bin/banjie: $(SOURCES)
	go build -trimpath -ldflags '$(LDFLAGS)' -o $@ ./cmd/banjie

test: ## everything that must hold: vet, the rules of the repository, all tests (10 minutes on 2 cores)
	@P=$(P) scripts/test

lint: ## vet, staticcheck, and a report of what has grown too big
	go vet ./...
	go tool -modfile=tools/go.mod staticcheck ./...
	@go run ./internal/repotest/sizes

bench: ## benchmarks beside the bare engine, into doc/benchmarks.md (BENCH=regexp, COUNT=1, BANJIE_BENCH_SIZE=1000000)
	scripts/test-deps
	COUNT=$(or $(COUNT),1) scripts/bench '$(BENCH)'

bench-integrity: ## power and false alarms of the integrity indicators, into doc/benchmarks-integrity.md (TOWNS=1000)
	scripts/bench-integrity $(or $(TOWNS),1000)

soak: ## the long kill and walk runs (about an hour; before an issue closes)
	scripts/test-deps
	BANJIE_SOAK=1 BANJIE_TEST_STRICT=1 scripts/with-postgres go test -count=1 -p 1 -timeout 3h ./...

prove: build ## show in 90 seconds that nothing acknowledged is lost and nothing can be altered unseen
	./bin/banjie prove

generate: ## write the Go files of the page templates
	go tool templ generate
	go generate ./...

fuzz: ## every fuzz target for a few seconds (FUZZTIME=5s)
	scripts/fuzz $(FUZZTIME)

cover: ## share of statements the tests run, by function, in coverage.html
	scripts/test-deps
	scripts/with-postgres go test -p $(P) -timeout 20m -coverpkg ./... -coverprofile coverage.out ./...
	go tool cover -func coverage.out | tail -n 1
	go tool cover -html coverage.out -o coverage.html

shots: ## take the pictures of the guides anew (doc/guide/img)
	scripts/test-deps
	BANJIE_SHOTS=guide BANJIE_TEST_STRICT=1 go test -count=1 -timeout 9m ./cmd/banjie

clean: ## remove what was built; data folders stay
	rm -rf bin coverage.out coverage.html
