"""Prompt templates and few-shot examples, one folder per task and version; no code."""
