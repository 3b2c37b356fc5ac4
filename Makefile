# Everything goes through Go and stays inside this clone: bin/ is the program, demo/ the demo company and its reports.
# Once the modules are downloaded, every target works without a network.

export CGO_ENABLED = 0
packages  = cmd pipeline formulas reports fixtures
platforms = linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64 windows/arm64

.PHONY: run build test check cross docs bench crash pictures clean

run: build
	go run ./fixtures/demo/generate -out demo
	bin/kpibook run monthly-finance figures --config demo/kpibook.yaml

build:
	go build -trimpath -o bin/kpibook ./cmd/kpibook

test: check cross
	go test -timeout 60m ./...

check:
	@unformatted=$$(gofmt -l $(packages)) && if [ -n "$$unformatted" ]; then echo "run gofmt -w on:" $$unformatted; exit 1; fi
	go vet ./...

# One static binary for every platform.
cross:
	@for platform in $(platforms); do \
		echo "go build for $$platform"; \
		GOOS=$${platform%/*} GOARCH=$${platform#*/} go build -o /dev/null ./cmd/kpibook || exit 1; \
	done

# Texts that are generated from the tables they describe; their tests fail when they are stale.
docs:
	go test ./formulas -run TestGlossary -update
	go test ./pipeline/job -run TestSchema -update

bench: build
	go run ./fixtures/demo/generate -out demo
	go run ./fixtures/bench

# The tests that take their full numbers: a run that is killed, or refused by the disk, at each of its system calls and at 1,000
# moments; the same input 100 times; 1,000 changed rows in a sealed month. Needs strace, and about an hour.
crash:
	KPIBOOK_FULL=1 go test ./cmd/kpibook -run 'TestMustShow_(CrashesLeaveOldOrNew|SameInput100Times|FiftyStartsAtOnce|SealedReportsStay)' -timeout 12h -v
	KPIBOOK_FULL=1 go test ./pipeline/restate -run TestMustShow_RestatementsAddUp -timeout 1h -v

# The pictures of README, from the workbook of the demo company; needs LibreOffice and poppler.
pictures: build
	go run ./fixtures/demo/generate -out demo
	fixtures/pictures/make.sh

clean:
	rm -rf bin demo
