# `just` lists the recipes. Get it with `pip install rust-just`.

default:
    @just --list

# All checks, in the environment you are in
check: lint types imports test eval

# The test suite, docstring examples included
test *args:
    pytest {{args}}

# Style and common mistakes
lint:
    ruff check src tests benchmarks training

# Static types, strict
types:
    mypy

# The one direction of imports
imports:
    lint-imports

# Run the whole system over the development sets and compare with the floors
eval *args:
    python -m tests.eval.gate {{args}}

# Raise the floors to the current run, less one point
eval-floors:
    python -m tests.eval.gate --raise

# Write the generated parts of README.md and docs/reference.md again
docs:
    python -m tests.docs.refresh

# Cold start, warm document, peak memory
bench *args:
    python benchmarks/one_article.py {{args}}

# The whole beside the bare parse, textacy, and NLI over all pairs
baselines *args:
    python benchmarks/baselines.py {{args}}

# What the integration server runs
ci:
    .ci/run
