# The commands of README.md and CONTRIBUTING.md. PYTHON=... chooses the interpreter that makes the
# environment (default: the first of python3, python3.13, ... that is 3.11 or newer).
PORT ?= 8000
RUN := .venv/bin/python -m

.PHONY: book serve test test-long bench grade-demo lint environment assets downloads browser

book: assets
	@$(RUN) tools.build_book

serve: | _build/html/index.html
	@echo "convbook: http://127.0.0.1:$(PORT)/ (stop with Ctrl-C)"
	@$(RUN) http.server --bind 127.0.0.1 --directory _build/html $(PORT)

_build/html/index.html:
	@$(MAKE) --no-print-directory book

test: downloads browser
	@$(RUN) tools.run_tests

test-long: downloads browser
	@$(RUN) tools.run_tests --long

lint: environment
	@$(RUN) tools.run_tests lint

# Takes half an hour and, for torchvision, a second environment of 6 GB.
bench: environment
	@$(RUN) benchmarks.run

# A class of 300 with known mistakes, handed out, graded, compared: _build/grade-demo.
grade-demo: environment
	@$(RUN) tools.grade_demo

environment:
	@sh tools/environment.sh .venv requirements.lock --editable

assets: environment
	@.venv/bin/convbook assets

# What the book needs, and the data and weights that tests and experiments need: 150 MB.
downloads: environment
	@.venv/bin/convbook assets --all

browser: environment
	@$(RUN) tools.browser --install
