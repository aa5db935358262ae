"""The LLM path: schema-constrained reading of prose and irregular tables.

A model proposes and never decides.  :mod:`planner` cuts sections into requests, :mod:`prompts`
renders them, :mod:`session` sends them (cache, budget, breaker, retries), :mod:`ground` checks
every item of the answer against the source, :mod:`read` puts it together.  Heavy imports
(openai, instructor) happen on the first live call only: a run from the cache needs neither.
"""
