"""Counts in prose against what the tables list: projects, performance targets, budget units."""
