# What people and CI call. Each target is a script in scripts/, so that it can
# be read, run and tested by itself.

CONFIG ?= envoy/examples/quickstart/gateway.yaml
ARGS ?=
SECONDS_PER_TARGET ?= 5

.DEFAULT_GOAL := help
.PHONY: help setup build wasm run test test-model lint gen check fuzz integration chaos bench playground clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## fetch what builds and tests need (once; a second run is free)
	@scripts/setup test

build: ## the command: target/debug/sluice
	@scripts/with-rust cargo build --package sluice-cli

wasm: ## the filter: .sluice/sluice.wasm
	@scripts/build-wasm

run: ## Envoy, the filter and provider simulators, ready for curl (CONFIG=gateway.yaml)
	@scripts/run $(CONFIG)

test: ## every test, unit to real Envoy
	@scripts/test

test-model: ## the official clients before a real language model (fetches 180 MB once)
	@scripts/test-model

lint: ## format, clippy, docs, dependency rules, file sizes
	@scripts/lint

gen: ## write the schema, the reference pages and the rendered examples
	@scripts/gen

check: gen ## the same, and fail when that changed a committed file
	@scripts/check-clean

fuzz: ## every fuzz target for SECONDS_PER_TARGET (5)
	@scripts/fuzz $(SECONDS_PER_TARGET)

integration: ## the tests on a real Envoy only
	@scripts/test integration

chaos: ## failing providers on a real Envoy: the matrix of faults, and a minute of load
	@scripts/chaos

bench: ## CPU and latency against bare Envoy (ARGS="--only small-same --rounds 3"; --translate; --decide; --guard)
	@scripts/bench $(ARGS)

playground: ## the playground, built and served on 127.0.0.1:10080
	@scripts/playground

clean: ## forget builds and set-up
	rm -rf target .sluice
