# The targets of this project. `./scripts/test` installs what these need.
GO      ?= go
FUZZTIME ?= 10s
CASES   ?= 1000000
FORMATTED ?= 20000
PAIRS   ?= 5000
TOOL     = $(GO) tool -modfile=tools.mod

.PHONY: setup demo check binary build wasm reproducible sbom fuzz agree format prove test bench bench-quick bench-editors test-editors generate

## setup: fetch modules and build the tools
setup:
	$(GO) mod download
	$(GO) build -modfile=tools.mod -o /dev/null honnef.co/go/tools/cmd/staticcheck

## demo: verify a real SEV-SNP report and issue a token
demo:
	$(GO) run ./cmd/assay attest snp --report testdata/evidence/azure-hcl/trustee/snp.hcl-report.bin \
	  --chain testdata/evidence/azure-hcl/trustee/snp.vcek.pem --at 2024-01-01T12:00:00Z \
	  --insecure-skip-revocation

## check: everything that needs no test run
check:
	@echo "== check"
	@out=$$(gofmt -l $$(git ls-files -co --exclude-standard '*.go') </dev/null); if [ -n "$$out" ]; then echo "not gofmt'd: $$out"; exit 1; fi
	$(GO) vet ./...
	$(TOOL) staticcheck ./...
	$(TOOL) go-check-sumtype ./...
	$(GO) mod tidy -diff
	$(GO) test -run 'TestLayers' ./cmd/assay
	./scripts/check-generated

## binary: the command, one static file, the same bytes from any clone (docs/build.md)
binary:
	CGO_ENABLED=0 $(GO) build -trimpath -buildvcs=false -o bin/assay ./cmd/assay

## build: the command, all packages
build: binary
	@echo "== build"
	CGO_ENABLED=0 $(GO) build ./...
	CGO_ENABLED=0 GOARCH=386 $(GO) vet ./...

# Builds a module for browsers from a command, and makes it small (V6.12).
WASM = $(GO) run internal/wasmbuild/main/main.go

## wasm: the language server and the evaluator for browsers, in bin/, with what runs them
wasm:
	@echo "== wasm"
	$(WASM) ./cmd/lsp-wasm bin/assay-lsp.wasm
	$(WASM) ./cmd/eval-wasm bin/assay-eval.wasm
	cp "$$($(GO) env GOROOT)/lib/wasm/wasm_exec.js" bin/wasm_exec.js

## reproducible: build from two clones, and compare the hashes
reproducible:
	@echo "== reproducible"
	./scripts/reproducible

## sbom: what the command is made of, as CycloneDX 1.6, in bin/assay.cdx.json
sbom: binary
	$(TOOL) cyclonedx-gomod bin -json -std -noserial -notimestamp -version "$$(git describe --always --dirty)" \
	  -output bin/assay.cdx.json bin/assay

## fuzz: each fuzz target for FUZZTIME
fuzz:
	@echo "== fuzz"
	./scripts/fuzz $(FUZZTIME)

## agree: random policies by all engines, CASES evaluations, with what they came to
agree:
	ASSAY_AGREE_CASES=$(CASES) $(GO) test -count=1 -run 'TestEnginesAgree$$' -v -timeout 4h ./internal/naive

## format: random policies formatted, FORMATTED of them
format:
	ASSAY_FORMAT_CASES=$(FORMATTED) $(GO) test -count=1 -run 'TestFormatRandom$$' -timeout 4h ./grammar

## prove: random pairs of policies, PAIRS of them, compared by reason and by trying
prove:
	GOGC=400 ASSAY_REASON_PAIRS=$(PAIRS) $(GO) test -count=1 -run 'Verdict|Permits|Smallest' -v -timeout 2h ./check/reason

## test: all of it; the test run comes last
test: check build reproducible fuzz
	@echo "== test: benchmarks"
	cd bench && $(GO) vet ./... && ../scripts/go-test ./...
	@echo "== test: 32 bits"
	./scripts/test-32bit
	@echo "== test: everything, with the race detector"
	CGO_ENABLED=1 ./scripts/go-test -race -timeout 30m ./...

## bench: compare with peers and hand-written Go, and write docs/benchmarks.md
bench:
	cd bench && $(GO) run .

## bench-quick: three rows of that, as lines ROW ENGINE NS ALLOCS RATIO
bench-quick:
	@cd bench && $(GO) run . -quick

## bench-editors: compare the language server with gopls, and write the tables of docs/performance.md
bench-editors: binary wasm
	cd bench/lsp && $(GO) run . -assay ../../bin/assay -modules ../../bin -o ../../docs/performance.md

## test-editors: drive all editors, VS Code included, after installing what they need
test-editors: wasm
	./scripts/editors-setup all
	CI=true ASSAY_EDITORS_TIER=all ./scripts/go-test ./editors/e2e
	./scripts/test-vscode

## generate: write the generated files again
generate:
	$(GO) generate ./...
