.PHONY: help run test bench fmt lint audit
.DEFAULT_GOAL := help

help: ## show this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

run: ## set up, build and serve the portal with demo content on http://localhost:3000
	@scripts/run

test: ## set up and run every check and test: both databases, and a real browser
	@scripts/test

bench: ## measure and rewrite docs/performance.md
	@scripts/bench

fmt: ## format the code
	@cargo fmt --all

lint: ## formatting, clippy for the server and for the browser, types of the browser tests
	@scripts/setup test && scripts/lint

audit: ## ask the advisory database about known holes in the libraries (needs cargo-audit)
	@cargo audit
