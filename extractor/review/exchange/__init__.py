"""The queue in files that people work in, and back: XLSX, CSV, JSONL, Label Studio."""
