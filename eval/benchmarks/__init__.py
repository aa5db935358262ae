"""Speed and memory, measured beside other readers on the same files in one run."""
