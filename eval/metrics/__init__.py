"""Metrics: each module scores one part of a record against its gold label; pure functions, no files."""
