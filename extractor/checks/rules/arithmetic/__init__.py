"""Arithmetic in prose: growth, shares, completion, bases and directions, recomputed from the printed amounts."""
