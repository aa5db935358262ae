"""The eval harness: gold labels, metrics, reports, the simulated model, benchmarks."""
