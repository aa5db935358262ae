"""Asking a model: one request in, one classified reply out, within bounds of money, time and size.

Knows no document and no task but by name.  :mod:`session` puts the chain together: cache, budget, breaker, output
mode, retries, endpoint.  Heavy imports (openai, instructor) happen on the first live call only: a run from the
cache needs neither.
"""
