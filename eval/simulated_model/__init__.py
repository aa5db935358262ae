"""A simulated model: an OpenAI-compatible HTTP server that answers from gold, with faults on demand.

It is no language model.  It looks the text of a request up in hand-labelled documents and gives
their labels in the requested schema, wrong at a chosen rate and failing in chosen ways, so that
the LLM path can be tested, measured and shown without a key.  Its model id and its every reply say
that they are a simulation; so must every report that rests on it.
"""

MODEL_ID = "gouji-simulated-model"
FINGERPRINT = "simulation-not-a-model"
