# What one can do here. `make` alone prints this list.
# Everything works from a fresh clone with cargo, node with npm, make and a C compiler; tools/ fetches the rest.

.PHONY: help demo watch test test-fast bench nightly lint docs

help:
	@echo "make demo       start on a fictional partnership in full swing and print the address and one sign-in per role"
	@echo "make watch      the demo, built and started again after each change of a file"
	@echo "make test       set up what the tests need and run everything: lint, both engines, browser journeys"
	@echo "make test-fast  the tests on both engines, without the browser and the slow failure tests"
	@echo "make bench      what a page costs at 10,000, 100,000 and 1,000,000 cases, beside a page that says hello"
	@echo "make nightly    whether a clock can tell which sign-in names there are; it takes minutes of a quiet machine"
	@echo "make lint       formatting, clippy and the tidy tests"
	@echo "make docs       write docs/generated again (policies, diagrams, routes, OpenAPI, schema)"

# The dev profile: it builds in a fraction of the release build's time, shares its output with the tests, and
# the crates that need speed are optimised in it.
demo:
	@cargo run --quiet --bin throughline -- demo

watch:
	@node tools/watch.mjs cargo run --quiet --bin throughline -- demo

test:
	@tools/test

test-fast:
	@tools/with-postgres cargo test --workspace --no-fail-fast -- --skip slow::

bench:
	@cargo build --release --quiet --package throughline --package bench --bins
	@tools/with-postgres target/release/bench

nightly:
	@cargo build --release --quiet --package throughline --package bench --bins
	@target/release/bench sign-in

lint:
	@tools/lint
	@cargo test --quiet --package tidy

docs:
	@cargo run --quiet --bin throughline -- docs --write docs/generated
