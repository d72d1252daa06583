"""Benchmarks and fault runs: each one command of the Makefile, each from a fresh clone."""
