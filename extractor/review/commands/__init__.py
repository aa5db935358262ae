"""The verbs of ``gouji review``, one module each."""
