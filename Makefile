# Music Chronus: the index of tasks. Whatever is missing is installed first, without root.

INSTALLED := node_modules/.package-lock.json
TS := node --import tsx

.DEFAULT_GOAL := help
.PHONY: help run test test-quick test-audio failover stress soak hedging bench bench-osc bench-pattern bench-peers patches tmux docs kit clean

help: ## List these tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(INSTALLED) ## Play patches/default.ts, with the REPL. Arguments: make run ARGS='my.ts --output null'
	@node src/chronus.js $(ARGS)

test: $(INSTALLED) ## Run all tests. Some of them: make test ARGS='io/wav repl'
	@$(TS) test/run.ts $(ARGS)

test-quick: $(INSTALLED) ## Run the tests that take less than 20 s
	@$(TS) test/run.ts --quick $(ARGS)

test-audio: $(INSTALLED) ## Run the tests of accuracy: pitch, envelopes, filters and on
	@$(TS) test/run.ts --audio $(ARGS)

failover: $(INSTALLED) ## Kill workers while it plays, and print what that did to the sound
	@$(TS) bench/failover.ts

stress: $(INSTALLED) ## The whole table of faults. Some of them, fewer tries: make stress ARGS='worker --tries 20'; --list
	@$(TS) bench/stress.ts $(ARGS)

soak: $(INSTALLED) ## Play a busy patch for long, with edits, kills and OSC, and see what grows: make soak MINUTES=30
	@$(TS) bench/soak.ts $(MINUTES)

hedging: $(INSTALLED) ## Measure what two slots gain over one while other programs take the processor
	@$(TS) bench/hedging.ts

bench: $(INSTALLED) ## Measure load, latency, memory and times
	@$(TS) bench/run.ts $(ARGS)

bench-osc: $(INSTALLED) ## Measure OSC: how soon a message is heard, how exactly a time tag is kept, 10,000 messages a second
	@$(TS) bench/osc.ts

bench-pattern: $(INSTALLED) ## Measure what patterns cost
	@$(TS) --expose-gc bench/pattern.ts

bench-peers: $(INSTALLED) ## Measure it beside scsynth, Csound, Faust, Pure Data and ChucK, as far as they are installed
	@$(TS) bench/peers.ts

patches: $(INSTALLED) ## Render patches/ and measure how they sound. Some, with pictures: make patches ARGS='dub --pictures /tmp'
	@$(TS) bench/patches.ts $(ARGS)

docs: $(INSTALLED) ## Write what is made of docs: reference, figures, tables. All but the figures: make docs ARGS=reference
	@$(TS) docs/make.ts $(ARGS)

kit: $(INSTALLED) ## Render samples/kit, the sounds that come with the program
	@$(TS) samples/make.ts

tmux: $(INSTALLED) ## Play in tmux, with REPL, editor and monitor: make tmux ARGS='patches/acid.ts'
	@node src/chronus.js tmux $(ARGS)

clean: ## Remove what was installed; patches and recordings stay
	rm -rf node_modules crash.log

$(INSTALLED): package.json package-lock.json
	@command -v node npm > /dev/null || { echo 'Music Chronus needs Node 20.19 or later, with npm: https://nodejs.org' >&2; exit 1; }
	@node -p 'const [a, b] = process.versions.node.split("."); a > 20 || (a == 20 && b >= 19)' | grep -q true || \
	  { echo "Music Chronus needs Node 20.19 or later; this is $$(node --version)" >&2; exit 1; }
	@echo 'Installing what is missing (once, it takes a moment) …'
	@npm ci --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@
