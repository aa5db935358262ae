"""Reports of a scored run: JSON for machines, Markdown for diffs, one HTML file for people."""
