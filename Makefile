# make demo   the flagship study from steel to price, with its report
# make test   everything that must hold before a change lands
# make help   all targets

SHELL := /usr/bin/env bash
.SHELLFLAGS := -euo pipefail -c
STUDY := power-of-siberia-2
OUT := out/$(STUDY)
# The pictures that the report of this study must show.
FIGURES := price-axis,map,profile,capex,tariff,prices,changes,seller-parts,buyer-parts,capacities,gains,coalition,attempts,tornado

.PHONY: help demo web live test test-long format lint unit docs page screenshots

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

demo: ## build the program and run the flagship study (`make web` before it adds the live page)
	cargo build --release --package linepack-cli
	./target/release/linepack run $(STUDY) --out $(OUT)

web: ## the live page: script and engine, taken in by the program when it is built next
	scripts/web

live: web ## the live page in a headless browser, after building it
	scripts/need browser
	cargo run --quiet --package linepack-cli -- run $(STUDY) --out $(OUT) >/dev/null
	cd tests/page && LINEPACK_REPORT=$(CURDIR)/$(OUT)/report.html node --test --test-reporter=spec live.test.mjs messages.test.mjs

test: format lint unit docs page ## all checks: format, lints, tests, documents, page in a browser

format: ## formatting of the code
	cargo fmt --all -- --check

lint: ## lints, warnings are errors
	cargo clippy --workspace --all-targets -- -D warnings

unit: ## tests of the code
	scripts/need nextest
	PROPTEST_RNG_SEED=20260520 cargo nextest run --workspace

test-long: ## the long suites: 100,000 drawn networks and others, with fresh random draws
	scripts/need nextest
	cargo nextest run --workspace --release --run-ignored all

docs: ## tests in the documentation, and the documentation itself
	cargo test --workspace --doc --quiet
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --quiet

page: ## the report in a headless browser, with the live page where it can be built
	scripts/need browser
	cargo run --quiet --package linepack-cli -- run $(STUDY) --out $(OUT) >/dev/null
	cd tests/page && LINEPACK_REPORT=$(CURDIR)/$(OUT)/report.html LINEPACK_FIGURES=$(FIGURES) node --test --test-reporter=spec page.test.mjs
	cargo run --quiet --package linepack-report --example network -- 60 out/network.html >/dev/null
	cargo run --quiet --package linepack-report --example network -- 5000 out/lattice.html >/dev/null
	cd tests/page && LINEPACK_NETWORK=$(CURDIR)/out/network.html LINEPACK_LARGE=$(CURDIR)/out/lattice.html node --test --test-reporter=spec network.test.mjs

screenshots: ## pictures of the report at three widths and in both themes, into out/screenshots
	scripts/need browser
	cargo run --quiet --package linepack-cli -- run $(STUDY) --out $(OUT) >/dev/null
	node scripts/screenshots/take.mjs $(OUT)/report.html out/screenshots
	cp out/screenshots/top-1440-light.png docs/report.png
